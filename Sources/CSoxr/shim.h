#ifndef DEBRIEF_CSOXR_SHIM_H
#define DEBRIEF_CSOXR_SHIM_H

#include <soxr.h>

/* The recipe and data type constants are macros and aliased enumerators, which do not cross into Swift. */

/* One channel of float32 in, int16 out, high quality (-100 dB stop band), no dither:
   digital silence has to stay digital silence. NULL when out of memory. */
static inline soxr_t debrief_soxr_create_mono(double input_rate, double output_rate) {
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_INT16_I);
    io.flags |= SOXR_NO_DITHER;
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    /* A tenth faster than the default of 10, for 4,096 samples of delay. */
    runtime.log2_min_dft_size = 12;
    soxr_error_t error = 0;
    soxr_t made = soxr_create(input_rate, output_rate, 1, &error, &io, &quality, &runtime);
    if (error && made) {
        soxr_delete(made);
        return 0;
    }
    return error ? 0 : made;
}

#endif
