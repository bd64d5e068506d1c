#ifndef DEBRIEF_CMPG123_SHIM_H
#define DEBRIEF_CMPG123_SHIM_H

#include <mpg123.h>

/* A decoder that is fed frame by frame: no text on stderr, float32 out, each frame decoded as soon as it is there, and
   nothing cut away at the ends, since the caller knows the lengths. NULL when there is no memory. */
static inline mpg123_handle *debrief_mpg123_create(void) {
    mpg123_handle *handle;
    if (mpg123_init() != MPG123_OK) return NULL;
    handle = mpg123_new(NULL, NULL);
    if (handle == NULL) return NULL;
    if (mpg123_param(handle, MPG123_ADD_FLAGS,
            MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_NO_READAHEAD | MPG123_IGNORE_INFOFRAME | MPG123_SKIP_ID3V2, 0) != MPG123_OK
        || mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_GAPLESS | MPG123_FUZZY | MPG123_AUTO_RESAMPLE, 0) != MPG123_OK
        || mpg123_open_feed(handle) != MPG123_OK) {
        mpg123_delete(handle);
        return NULL;
    }
    return handle;
}

#endif
