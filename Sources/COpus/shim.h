#ifndef DEBRIEF_COPUS_SHIM_H
#define DEBRIEF_COPUS_SHIM_H

#include <opus/opus.h>
#include <opus/opus_multistream.h>

/* The ctl functions are variadic, which does not cross into Swift. */

/* Output gain of the stream's header in 1/256 dB. */
static inline int debrief_opus_set_gain(OpusDecoder *decoder, opus_int32 gain) {
    return opus_decoder_ctl(decoder, OPUS_SET_GAIN(gain));
}

/* Phase inversion of intensity stereo would cancel when the channels are mixed to one. */
static inline int debrief_opus_disable_phase_inversion(OpusDecoder *decoder) {
    return opus_decoder_ctl(decoder, OPUS_SET_PHASE_INVERSION_DISABLED(1));
}

/* Output gain of the stream's header in 1/256 dB, for surround streams. */
static inline int debrief_opus_multistream_set_gain(OpusMSDecoder *decoder, opus_int32 gain) {
    return opus_multistream_decoder_ctl(decoder, OPUS_SET_GAIN(gain));
}

#endif
