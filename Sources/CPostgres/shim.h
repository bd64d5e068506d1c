// libpq, as it is.
#ifndef DEBRIEF_CPOSTGRES_SHIM_H
#define DEBRIEF_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
