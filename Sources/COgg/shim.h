#ifndef DEBRIEF_COGG_SHIM_H
#define DEBRIEF_COGG_SHIM_H

#include <ogg/ogg.h>

#endif
