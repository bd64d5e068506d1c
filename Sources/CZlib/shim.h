#ifndef DEBRIEF_CZLIB_SHIM_H
#define DEBRIEF_CZLIB_SHIM_H

#include <zlib.h>

/* deflateInit2 is a macro, which Swift does not see; 15 + 16 asks for a gzip header and trailer. */
static inline int debrief_gzip_start(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
