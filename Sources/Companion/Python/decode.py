"""Foreign containers to 16 kHz mono 16-bit samples with FFmpeg's libraries (PyAV). One process a file: it is the only one that ever
parses it, has opened it before it gave up everything else, and hands the samples over in frames."""

import av

from faults import Fault

RATE = 16_000
# Demuxers of recordings as phones and desktop recorders make them. Playlists and formats that name other files are not among them.
DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,wav,w64,aiff,caf,amr,asf,aac,flac,mp3,au"
MAX_RATE = 384_000
MAX_CHANNELS = 64
PIECE_BYTES = 1 << 16


def decode(file, max_ms):
    """Yields a dictionary that describes the sound, then pieces of samples as bytes; at the end the length in milliseconds."""
    try:
        container = av.open(file, mode="r", options={"protocol_whitelist": "none", "format_whitelist": DEMUXERS})
    except av.error.InvalidDataError:
        raise Fault("unsupported_container", "no demuxer knows the file") from None
    except av.error.ArgumentError:
        raise Fault("unsupported_container", "its demuxer is not among those allowed") from None
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise Fault("malformed", f"the file cannot be opened: {type(error).__name__}") from None
    with container:
        if not container.streams.audio:
            raise Fault("no_audio", "the file has no audio track")
        stream = container.streams.audio[0]
        context = stream.codec_context
        if context is None:
            raise Fault("unsupported_codec", "the codec of the audio track is unknown")
        context.thread_count = 1
        yield {"container": container.format.name, "codec": context.name, "sampleRate": context.sample_rate, "channels": context.channels}
        yield from samples(container, stream, max_ms)


def samples(container, stream, max_ms):
    """Yields pieces of at least 64 KB, then the length."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    left, total, piece, broken = max_ms * RATE // 1000, 0, bytearray(), False
    try:
        for frame in container.decode(stream):
            if not 0 < frame.sample_rate <= MAX_RATE or not 0 < frame.layout.nb_channels <= MAX_CHANNELS:
                raise Fault("unsupported_layout", "sample rate or channel count is out of range")
            frame.pts = None
            for part in resampler.resample(frame):
                total, piece = total + part.samples, piece + bytes(part.planes[0])[: 2 * part.samples]
            if total > left:
                raise Fault("too_long", f"the sound is longer than {max_ms} ms")
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
        for part in resampler.resample(None):
            total, piece = total + part.samples, piece + bytes(part.planes[0])[: 2 * part.samples]
    except (av.error.FFmpegError, ValueError, OSError):
        # A recording that ends in the middle of a packet keeps what came before.
        broken = True
    if total == 0:
        raise Fault("malformed" if broken else "empty", "no sample could be decoded")
    yield bytes(piece)
    yield total * 1000 // RATE
