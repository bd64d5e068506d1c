"""One function a file of Fixtures/audio. Each returns the facts a test needs besides size and hash."""

import json
import struct
import subprocess

BITEXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
LIVE = ["-f", "webm", "-live", "1", "-cluster_time_limit", "250"]


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True)


def sox(*arguments):
    subprocess.run(["sox", "-D", *map(str, arguments)], check=True)


def opusenc(source, target, *options, serial=1):
    command = ["opusenc", "--quiet", "--discard-comments", "--serial", str(serial), *map(str, options)]
    subprocess.run([*command, str(source), str(target)], check=True)


def samples_of(path):
    """Samples per channel that ffmpeg decodes, at the rate it decodes to."""
    probe = ["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "stream=channels,sample_rate", "-of", "json"]
    stream = json.loads(subprocess.run([*probe, str(path)], check=True, capture_output=True).stdout)["streams"][0]
    decoded = subprocess.run(
        ["ffmpeg", "-v", "quiet", "-nostdin", "-i", str(path), "-map", "0:a:0", "-f", "s16le", "-"],
        check=True,
        capture_output=True,
    ).stdout
    return int(stream["sample_rate"]), stream["channels"], len(decoded) // (2 * stream["channels"])


def entry(path, container, codec, speech=None, note="", expect="ok", rate=None):
    found_rate, channels, samples = samples_of(path)
    return {
        "file": path.name,
        "container": container,
        "codec": codec,
        "sampleRate": rate or found_rate,
        "channels": channels,
        "samples": samples,
        "durationMs": round(samples * 1_000 / found_rate),
        "speech": speech,
        "expect": expect,
        "note": note,
    }


def pcm(path, seconds):
    """The first samples of a 16 kHz 16-bit WAV file that sox wrote."""
    data = path.read_bytes()
    start = data.index(b"data") + 8
    return data[start : start + seconds * 32_000]


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def pcm_format(rate=16_000, channels=1, bits=16):
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", 1, channels, rate, rate * frame, frame, bits)


def riff(*chunks):
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav_files(answer, out, work):
    short16, short48 = answer.files["short16"], answer.files["short48"]
    two = pcm(short16, 2)

    def path(name):
        return out / name

    sox(short16, path("short.wav"))
    yield entry(path("short.wav"), "wav", "pcm_s16le", "short", "first sentence of the answer")
    sox(short16, "-e", "unsigned-integer", "-b", "8", path("wav_u8.wav"))
    yield entry(path("wav_u8.wav"), "wav", "pcm_u8", "short")
    sox(short48, "-b", "24", "-c", "2", path("wav_s24_44100_stereo.wav"), "trim", "0.6", "0.5", "rate", "-v", "44100")
    yield entry(path("wav_s24_44100_stereo.wav"), "wav", "pcm_s24le")
    sox(short16, "-e", "signed-integer", "-b", "32", path("wav_s32.wav"), "trim", "0.6", "1")
    yield entry(path("wav_s32.wav"), "wav", "pcm_s32le")
    sox(short48, "-e", "floating-point", "-b", "32", path("wav_f32_48000.wav"), "trim", "0.6", "0.5")
    yield entry(path("wav_f32_48000.wav"), "wav", "pcm_f32le")
    for law in ("mu", "a"):
        name = path(f"wav_{law}law_8000.wav")
        sox(short16, "-e", f"{law}-law", name, "rate", "-v", "8000")
        yield entry(name, "wav", f"pcm_{law}law", "short")
    extensible = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 16_000, 32_000, 2, 16, 22, 16, 4) + bytes.fromhex(
        "0100000000001000800000aa00389b71"
    )
    path("wav_extensible.wav").write_bytes(riff(chunk(b"fmt ", extensible), chunk(b"data", two)))
    yield entry(path("wav_extensible.wav"), "wav", "pcm_s16le", note="WAVE_FORMAT_EXTENSIBLE")
    plain = chunk(b"fmt ", pcm_format())
    path("wav_unknown_size.wav").write_bytes(
        b"RIFF\xff\xff\xff\xffWAVE" + plain + b"data\xff\xff\xff\xff" + two
    )
    yield entry(path("wav_unknown_size.wav"), "wav", "pcm_s16le", note="RIFF and data sizes 0xFFFFFFFF, as a pipe writes them")
    odd = chunk(b"LIST", b"INFOISFT" + struct.pack("<I", 5) + b"debri")
    path("wav_odd_chunk.wav").write_bytes(riff(plain, odd, chunk(b"data", two)))
    yield entry(path("wav_odd_chunk.wav"), "wav", "pcm_s16le", note="a chunk of odd length with its padding byte before data")
    sizes = struct.pack("<QQQI", 72 + len(two), len(two), len(two) // 2, 0)
    path("wav_rf64.wav").write_bytes(
        b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", sizes) + plain + b"data\xff\xff\xff\xff" + two
    )
    yield entry(path("wav_rf64.wav"), "wav", "pcm_s16le", note="RF64 with a ds64 chunk")
    sox("-n", "-r", "16000", "-c", "1", "-b", "16", path("silence.wav"), "trim", "0", "1.5")
    yield entry(path("silence.wav"), "wav", "pcm_s16le", note="1.5 s of digital silence: no speech")
    sox("-V1", short16, path("clipped.wav"), "trim", "0", "3", "gain", "18")
    yield entry(path("clipped.wav"), "wav", "pcm_s16le", note="18 dB too loud: clipped")
    sox(short16, path("tiny.wav"), "trim", "0.7", "0.05")
    yield entry(path("tiny.wav"), "wav", "pcm_s16le", note="50 ms", expect="decode.too_short")


def ogg_files(answer, out, work):
    opusenc(answer.files["answer48"], out / "answer.ogg", "--bitrate", "28")
    yield entry(out / "answer.ogg", "ogg", "opus", "answer")
    parts = []
    for serial, bitrate in ((2, 24), (3, 32)):
        parts.append(work / f"part{serial}.ogg")
        opusenc(answer.files["short48"], parts[-1], "--bitrate", bitrate, serial=serial)
    (out / "chained.ogg").write_bytes(b"".join(part.read_bytes() for part in parts))
    single = entry(parts[0], "ogg", "opus")
    chained = entry(out / "chained.ogg", "ogg", "opus", note="two streams one after the other; the short recording twice")
    chained |= {"samples": 2 * single["samples"], "durationMs": round(single["samples"] / 24)}
    yield chained
    ffmpeg("-i", answer.files["short48"], *BITEXACT, "-c:a", "libvorbis", "-q:a", "1", out / "short_vorbis.ogg")
    yield entry(out / "short_vorbis.ogg", "ogg", "vorbis", "short")
    sox(answer.files["short16"], out / "short.flac")
    yield entry(out / "short.flac", "flac", "flac", "short")
    ffmpeg("-i", answer.files["short48"], *BITEXACT, "-c:a", "libmp3lame", "-b:a", "48k", out / "short.mp3")
    yield entry(out / "short.mp3", "mp3", "mp3", "short", "encoder delay and padding: samples within 1152 of the source")


SEGMENT, CLUSTER, UNKNOWN = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75", b"\x01" + b"\xff" * 7


def vint(data, at):
    """The value of an EBML length and where it ends."""
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big") & ((1 << 7 * length) - 1)
    return value, at + length


def streamed(data):
    """The same file with unknown cluster sizes, as browsers write them; ffmpeg knows them even in live mode."""
    at = data.index(SEGMENT) + 4
    _, at = vint(data, at)
    parts = [data[:at]]
    while at < len(data):
        identifier = data[at : at + 9 - data[at].bit_length()]
        size, body = vint(data, at + len(identifier))
        cluster = identifier == CLUSTER
        parts += [identifier + UNKNOWN if cluster else data[at:body], data[body : body + size]]
        at = body + size
    return b"".join(parts)


def webm_files(answer, out, work):
    # The same packets as answer.ogg, written as a browser streams them: sizes unknown, a cluster every 250 ms, no duration.
    ffmpeg("-i", out / "answer.ogg", *BITEXACT, "-c", "copy", *LIVE, work / "live.webm")
    whole = streamed((work / "live.webm").read_bytes())
    (out / "answer.webm").write_bytes(whole)
    yield entry(out / "answer.webm", "webm", "opus", "answer", "sizes unknown, no duration; the packets of answer.ogg")
    (out / "truncated.webm").write_bytes(whole[: len(whole) * 2 // 5])
    yield entry(out / "truncated.webm", "webm", "opus", note="the first two fifths of answer.webm, cut inside a block")
    ffmpeg(
        *("-i", answer.files["short48"], "-af", "pan=stereo|c0=c0|c1=0.5*c0"),
        *(*BITEXACT, "-c:a", "libopus", "-b:a", "48k", "-frame_duration", "60", *LIVE, work / "stereo.webm"),
    )
    (out / "stereo.webm").write_bytes(streamed((work / "stereo.webm").read_bytes()))
    yield entry(out / "stereo.webm", "webm", "opus", "short", "two channels, the right one 6 dB lower; 60 ms packets")
    ffmpeg("-i", answer.files["short48"], *BITEXACT, "-c:a", "libopus", "-b:a", "32k", work / "known.webm")
    known = (work / "known.webm").read_bytes()
    (out / "short.webm").write_bytes(known)
    yield entry(out / "short.webm", "webm", "opus", "short", "known sizes, duration and cues")
    patched = known.replace(struct.pack(">d", 48_000), struct.pack(">d", 96_000), 1)
    head = patched.index(b"OpusHead")
    patched = patched[: head + 12] + struct.pack("<I", 96_000) + patched[head + 16 :]
    (out / "rate96000.webm").write_bytes(patched)
    facts = entry(out / "short.webm", "webm", "opus", "short", "track and OpusHead claim 96000 Hz; Opus decodes at 48000 all the same")
    yield facts | {"file": "rate96000.webm"}
    ffmpeg("-i", answer.files["short48"], "-t", "0.5", *BITEXACT, "-c:a", "pcm_f32le", "-f", "matroska", out / "pcm.webm")
    yield entry(out / "pcm.webm", "webm", "pcm_f32le", note="DocType matroska, A_PCM/FLOAT/IEEE, as Chromium writes codecs=pcm")
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-i", answer.files["short48"], "-shortest", "-map", "0:v", "-map", "1:a"),
        *(*BITEXACT, "-flags:v", "+bitexact", "-c:v", "libvpx", "-threads", "1", "-b:v", "20k", "-c:a", "libopus", "-b:a", "24k"),
        out / "video.webm",
    )
    yield entry(out / "video.webm", "webm", "opus", "short", "the first track is video")
    ffmpeg("-i", answer.files["short48"], "-t", "1", *BITEXACT, "-c:a", "aac", "-b:a", "32k", out / "unsupported.m4a")
    yield entry(out / "unsupported.m4a", "mp4", "aac", expect="decode.unsupported_container")


def write_all(answer, out, work):
    return [*ogg_files(answer, out, work), *webm_files(answer, out, work), *wav_files(answer, out, work)]
