"""Filled pauses of varied length and vowel: from a formant synthesiser of our own with glottal pulses, and from the voices themselves,
lengthened by Praat."""

import numpy as np
import parselmouth
from parselmouth.praat import call
from scipy.signal import lfilter

from . import sound, voices

# First three formants in hertz of a man's vowels.
VOWELS = {
    "uh": (600, 1190, 2390),
    "er": (490, 1350, 1690),
    "eh": (560, 1480, 2500),
    "ah": (700, 1220, 2600),
    "e": (430, 1720, 2520),
}


def filler(voice, take):
    """A filled pause for a voice: (samples, word, how it was made). Levels are at the caller's choice."""
    chance = sound.random("filler", voice.name, take)
    nasal = chance.random() < 0.5
    own = voice.engine != "prompts" and voice.language.startswith("en") and chance.random() < 0.4
    if own:
        return spoken(voice, "um" if nasal else "uh", chance)
    return pulsed(voice, nasal, chance)


def spoken(voice, word, chance):
    """The voice's own word, stretched to a hesitation's length. A synthesiser says it as a sentence, falling by up to 8 semitones; half
    keep that, half get the pitch of a hesitation, level or falling by up to two semitones."""
    clip = voices.say(voice, word, 150)
    wanted = length(chance)
    factor = float(np.clip(wanted / (len(clip) / sound.RATE), 0.6, 3.0))
    speech = parselmouth.Sound(clip, sound.RATE)
    floor = 60 if voice.pitch < 140 else 100
    stretched = call(speech, "Lengthen (overlap-add)", floor, floor * 6, factor)
    levelled = chance.random() < 0.5
    if levelled:
        stretched = level(stretched, floor, voice.pitch * chance.uniform(0.82, 1.0), chance.uniform(0, 2))
    return sound.trimmed(stretched.values[0]), word, "own, level pitch" if levelled else "own, falling as cited"


def level(speech, floor, hertz, fall):
    """The same sound with another pitch, by Praat's overlap-add."""
    manipulation = call(speech, "To Manipulation", 0.01, floor, floor * 6)
    tier = call(manipulation, "Extract pitch tier")
    call(tier, "Remove points between", 0, speech.duration)
    call(tier, "Add point", 0.0, hertz)
    call(tier, "Add point", speech.duration, hertz * 2 ** (-fall / 12))
    call([tier, manipulation], "Replace pitch tier")
    return call(manipulation, "Get resynthesis (overlap-add)")


def length(chance):
    """Seconds; log-normal about 0.4 s, as in corpora of spontaneous speech."""
    return float(np.clip(chance.lognormal(np.log(0.4), 0.4), 0.18, 1.2))


def pulsed(voice, nasal, chance):
    """Glottal pulses after Rosenberg (1971), with jitter, shimmer and breath, through the formants of a vowel; every fifth creaks."""
    creaks = chance.random() < 0.2
    count = int(length(chance) * sound.RATE)
    hertz = chance.uniform(55, 80) if creaks and voice.pitch < 150 else voice.pitch * chance.uniform(0.8, 1.0)
    hertz = hertz * np.linspace(1, 1 + chance.uniform(-0.1, 0.03), count)
    wave = pulses(hertz, creaks, chance)
    wave += chance.choice([0.01, 0.05, 0.15]) * rms_or_one(wave) * chance.standard_normal(count)
    name = chance.choice(list(VOWELS))
    size = (1.16 if voice.pitch > 140 else 1.0) * chance.uniform(0.95, 1.05)
    vowel = wave
    for formant, width in zip((*VOWELS[name], 3500), (70, 90, 130, 200)):
        vowel = resonance(vowel, formant * size, width)
    if nasal:
        hum = wave
        for formant, width in ((270, 60), (1150, 200), (2200, 250)):
            hum = resonance(hum, formant * size, width)
        hum *= 0.45 * rms_or_one(vowel) / rms_or_one(hum)
        turn = count * (1 - chance.uniform(0.35, 0.6))
        share = np.clip((np.arange(count) - turn) / (0.04 * sound.RATE) + 0.5, 0, 1)
        vowel = vowel * (1 - share) + hum * share
    at = np.arange(count)
    vowel = vowel * np.clip(at / 480, 0, 1) * np.clip((count - 1 - at) / 800, 0, 1)
    return vowel, "um" if nasal else "uh", f"pulsed {name}{', creaking' if creaks else ''}"


def pulses(hertz, creaks, chance):
    wave = np.zeros(len(hertz))
    opening, closing = (0.3, 0.1) if creaks else (0.4, 0.16)
    phase, period, height = 0.0, 1.0, 1.0
    for i in range(len(hertz)):
        phase += hertz[i] * period / sound.RATE
        if phase >= 1:
            phase -= 1
            period = 1 + (0.06 if creaks else 0.01) * chance.standard_normal()
            height = 1 + (0.12 if creaks else 0.03) * chance.standard_normal()
        if phase < opening:
            wave[i] = height * (3 * (phase / opening) ** 2 - 2 * (phase / opening) ** 3)
        elif phase < opening + closing:
            wave[i] = height * (1 - ((phase - opening) / closing) ** 2)
    return np.diff(wave, prepend=0)


def resonance(wave, hertz, width):
    radius = np.exp(-np.pi * width / sound.RATE)
    turn = 2 * radius * np.cos(2 * np.pi * hertz / sound.RATE)
    return lfilter([1 - turn + radius * radius], [1, -turn, radius * radius], wave)


def rms_or_one(wave):
    return sound.rms(wave) or 1.0
