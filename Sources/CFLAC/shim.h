#ifndef DEBRIEF_CFLAC_SHIM_H
#define DEBRIEF_CFLAC_SHIM_H

#include <FLAC/stream_decoder.h>

/* The number of a frame's first sample; a union does not cross into Swift with its names. The decoder always fills it in. */
static inline FLAC__uint64 debrief_flac_position(const FLAC__Frame *frame) {
    return frame->header.number.sample_number;
}

/* The library's version; its variable is not const. */
static inline const char *debrief_flac_version(void) { return FLAC__VERSION_STRING; }

#endif
