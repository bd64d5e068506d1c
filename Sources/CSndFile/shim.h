#ifndef DEBRIEF_CSNDFILE_SHIM_H
#define DEBRIEF_CSNDFILE_SHIM_H

#include <sndfile.h>

#endif
