"""Reading, writing and small measures of sound: mono, 16 kHz, floats of full scale 1."""

import subprocess
import wave
import zlib

import numpy as np

RATE = 16_000
SPEECH_RMS = 0.08


def random(*key):
    """Chance that is the same in every run."""
    return np.random.default_rng(zlib.crc32("|".join(map(str, key)).encode()))


def read(path):
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1, path
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(float) / 32768


def write(path, samples, rate=RATE):
    """One channel, or several as columns."""
    whole = np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2")
    part = path.with_suffix(path.suffix + ".part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1 if whole.ndim == 1 else whole.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
    part.rename(path)


def convert(source, target, *options):
    """Any file to 16 kHz mono."""
    run(["ffmpeg", "-v", "error", "-y", *options, "-i", source, "-ar", RATE, "-ac", 1, "-c:a", "pcm_s16le", target])


def run(command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rms(samples):
    return float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0


def levels(samples):
    """dB of each whole 10 ms."""
    count = len(samples) // 160
    power = np.mean(np.square(samples[: count * 160].reshape(count, 160)), axis=1)
    return 10 * np.log10(power + 1e-12)


def audible(samples):
    """Which 10 ms of a clean clip a listener hears: at most 40 dB below its loud parts (95th percentile)."""
    level = levels(samples)
    return level > np.percentile(level, 95) - 40


def trimmed(samples):
    """A clean clip from its first to its last audible 10 ms."""
    heard = np.flatnonzero(audible(samples))
    return samples[heard[0] * 160 : (heard[-1] + 1) * 160] if len(heard) else samples


def stretches(mask):
    """Start and end of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return list(zip(edges[::2], edges[1::2]))


def levelled(samples, decibels=0.0):
    return samples * (SPEECH_RMS * 10 ** (decibels / 20) / max(rms(samples), 1e-9))
