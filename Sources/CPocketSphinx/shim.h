#ifndef DEBRIEF_CPOCKETSPHINX_H
#define DEBRIEF_CPOCKETSPHINX_H

#include <pocketsphinx.h>
#include <sphinxbase/cmd_ln.h>
#include <sphinxbase/err.h>
#include <sphinxbase/logmath.h>

#endif
