#ifndef DEBRIEF_CSOXR_SHIM_H
#define DEBRIEF_CSOXR_SHIM_H

#include <soxr.h>

/* The recipe and data type constants are macros and aliased enumerators, which do not cross into Swift. */

/* One channel of float32 (isFloat != 0) or int16 in, int16 out, high quality (-100 dB stop band), no dither:
   digital silence has to stay digital silence. NULL when out of memory. */
static inline soxr_t debrief_soxr_create_mono(double input_rate, double output_rate, int isFloat) {
    soxr_io_spec_t io = soxr_io_spec(isFloat ? SOXR_FLOAT32_I : SOXR_INT16_I, SOXR_INT16_I);
    io.flags |= SOXR_NO_DITHER;
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_error_t error = 0;
    soxr_t made = soxr_create(input_rate, output_rate, 1, &error, &io, &quality, &runtime);
    if (error && made) {
        soxr_delete(made);
        return 0;
    }
    return error ? 0 : made;
}

#endif
