"""What happens to a voice on its way: noise, rooms, codecs and levels."""

import functools
import pathlib

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import butter, fftconvolve, sosfilt

from . import places, sentences, sound, voices

NOISES = ["white", "pink", "fan", "babble"]
CONDITIONS = (
    ["clean"]
    + [f"{noise} {ratio} dB" for noise in NOISES for ratio in (30, 20, 10)]
    + ["room 0.3 s", "room 0.6 s", "room 0.9 s", "echoing room 6 x 4 m"]
    + [f"Opus {rate} kb/s" for rate in (12, 16, 24, 32, 64)]
    + ["26 dB quieter", "clipped"]
)
QUICK = ["clean", "fan 20 dB", "Opus 24 kb/s"]


def degraded(answer, condition):
    """The path of an answer under a condition; made once."""
    if condition == "clean":
        return answer.file
    source = pathlib.Path(answer.file)
    name = condition.replace(" ", "_").replace("/", "")
    end = ".ogg" if condition.startswith("Opus") else ".wav"
    target = source.with_name(f"{source.stem}.{name}{end}")
    if target.exists():
        return str(target)
    if condition.startswith("Opus"):
        opus(source, target, int(condition.split()[1]))
    else:
        chance = sound.random(source.stem, condition)
        sound.write(target, changed(sound.read(source), condition, chance))
    return str(target)


def opus(source, target, rate):
    """As a browser's recorder writes it."""
    part = target.with_suffix(".part.ogg")
    sound.run(["opusenc", "--quiet", "--comp", 5, "--bitrate", rate, source, part])
    part.rename(target)


def changed(samples, condition, chance):
    kind = condition.split()[0]
    if kind in NOISES:
        ratio = float(condition.split()[1])
        speaking = sound.rms(samples[np.abs(samples) > 0.004])
        return samples + noise(kind, len(samples), chance) * sound.SPEECH_RMS * 10 ** (-ratio / 20)
    if kind == "room":
        return exponential_room(samples, float(condition.split()[1]), chance)
    if kind == "echoing":
        return image_room(samples)
    if kind == "26":
        return samples * 10 ** (-26 / 20)
    # Gain until one sample in 150 is at the rail: some 2 % of the speaking time.
    return np.clip(samples / np.quantile(np.abs(samples), 1 - 1 / 150), -1, 1)


def noise(kind, count, chance):
    """Noise of root mean square 1."""
    if kind == "babble":
        crowd = babble()
        start = int(chance.integers(len(crowd)))
        made = np.resize(np.roll(crowd, -start), count)
    else:
        made = coloured(count, {"white": 0.0, "pink": 1.0, "fan": 1.8}[kind], chance)
        if kind == "fan":
            # Blades: a weak line at 120 Hz with harmonics, as of a small cooler.
            time = np.arange(count) / sound.RATE
            made = made / sound.rms(made) + sum(0.15 / k * np.sin(2 * np.pi * 120 * k * time) for k in (1, 2, 3))
    return made / sound.rms(made)


def coloured(count, slope, chance):
    """Noise whose power falls with frequency to this power, level below 30 Hz."""
    even = next_fast_len(count, real=True)
    spectrum = rfft(chance.standard_normal(even))
    hertz = np.maximum(rfftfreq(even, 1 / sound.RATE), 30)
    return irfft(spectrum / hertz ** (slope / 2), even)[:count]


@functools.cache
def babble():
    """Eight voices of the training half at once, each with other sentences, 20 s."""
    crowd = np.zeros(20 * sound.RATE)
    for index in range(8):
        voice = voices.TRAIN[index % 3]
        text = " and then ".join(np.roll(sentences.NOISE, index).tolist())
        clip = sound.levelled(voices.say(voice, text, 140 + 10 * index))
        crowd += np.resize(np.roll(clip, 4000 * index), len(crowd))
    return crowd


def exponential_room(samples, seconds, chance):
    """A decay of 60 dB in so many seconds after the direct sound, which stands 3 dB above the reverberation."""
    count = int(seconds * sound.RATE)
    tail = chance.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    tail[: int(0.002 * sound.RATE)] = 0
    tail *= 10 ** (-3 / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return levelled_like(fftconvolve(samples, tail)[: len(samples)], samples)


@functools.cache
def image_response():
    """Image sources of a box after Allen and Berkley (1979): 6 × 4 × 2.6 m, walls that reflect 0.8, 1 m from the microphone."""
    size, mouth, ear = np.array([6, 4, 2.6]), np.array([2.0, 1.7, 1.2]), np.array([2.8, 2.2, 1.0])
    response = np.zeros(int(0.4 * sound.RATE))
    reach = range(-12, 13)
    for nx in reach:
        for ny in reach:
            for nz in reach:
                for q in range(8):
                    flip = np.array([q & 1, q >> 1 & 1, q >> 2 & 1])
                    order = np.array([nx, ny, nz])
                    image = (1 - 2 * flip) * mouth + 2 * order * size
                    distance = np.linalg.norm(image - ear)
                    at = int(distance / 343 * sound.RATE)
                    if at < len(response):
                        bounces = np.sum(np.abs(2 * order - flip))
                        response[at] += 0.8**bounces / distance
    response = np.roll(response, -int(np.flatnonzero(response)[0]))
    return sosfilt(butter(2, 80, "high", fs=sound.RATE, output="sos"), response)


def image_room(samples):
    return levelled_like(fftconvolve(samples, image_response())[: len(samples)], samples)


def levelled_like(samples, other):
    return samples * sound.rms(other) / sound.rms(samples)
