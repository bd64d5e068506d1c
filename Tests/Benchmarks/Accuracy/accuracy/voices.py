"""Speakers: Debian's synthesisers, one of them moved to another voice by Praat, and a person's prompts."""

import dataclasses
import functools
import hashlib
import pathlib
import re
import shutil
import subprocess
import wave

import parselmouth
from parselmouth.praat import call

from . import places, sentences, sound


@dataclasses.dataclass(frozen=True)
class Voice:
    """A speaker. `pitch` is the usual F0 in hertz, for fillers; `shift` moves formants and sets the pitch."""

    name: str
    engine: str
    id: str
    pitch: float
    clauses: tuple
    language: str = "en-us"
    shift: float = 1.0

    @property
    def is_there(self):
        if self.engine == "espeak-ng":
            return True
        if self.engine == "flite":
            return shutil.which("flite") is not None
        if self.engine == "festival":
            return any(pathlib.Path("/usr/share/festival/voices").glob(f"*/{self.id}"))
        return bool(self.prompts())

    def prompts(self):
        """Names of a person's prompts."""
        return prompts(places.PROMPTS[self.id])


TRAIN = [
    Voice("espeak-ng en-us", "espeak-ng", "en-us", 95, tuple(sentences.TRAIN)),
    Voice("espeak-ng en-gb", "espeak-ng", "en-gb", 95, tuple(sentences.TRAIN)),
    Voice("espeak-ng en-us+f3", "espeak-ng", "en-us+f3", 190, tuple(sentences.TRAIN)),
    Voice("flite slt", "flite", "slt", 170, tuple(sentences.TRAIN)),
    Voice("flite rms", "flite", "rms", 95, tuple(sentences.TRAIN)),
    Voice("festival kal", "festival", "kal_diphone", 105, tuple(sentences.TRAIN)),
]
SEEN = [
    Voice("espeak-ng en-029+f4", "espeak-ng", "en-029+f4", 180, tuple(sentences.SEEN)),
    Voice("espeak-ng gbcwmd+m7", "espeak-ng", "en-gb-x-gbcwmd+m7", 100, tuple(sentences.SEEN)),
    Voice("espeak-ng nyc+Andrea", "espeak-ng", "en-us-nyc+Andrea", 200, tuple(sentences.SEEN)),
    Voice("espeak-ng gbclan+m5", "espeak-ng", "en-gb-x-gbclan+m5", 85, tuple(sentences.SEEN)),
    Voice("festival ked", "festival", "ked_diphone", 110, tuple(sentences.SEEN)),
    Voice("festival lp (Italian)", "festival", "lp_diphone", 190, tuple(sentences.SEEN_ITALIAN), "it"),
    Voice("flite slt, moved to a man", "flite", "slt", 118, tuple(sentences.SEEN), shift=0.86),
    Voice("a person's prompts", "prompts", "allison", 185, ()),
]


TEST = [
    Voice("espeak-ng scotland+f2", "espeak-ng", "en-gb-scotland+f2", 190, tuple(sentences.TEST)),
    Voice("espeak-ng us+steph", "espeak-ng", "en-us+steph", 200, tuple(sentences.TEST)),
    Voice("espeak-ng rp+max", "espeak-ng", "en-gb-x-rp+max", 110, tuple(sentences.TEST)),
    Voice("espeak-ng us+klatt4", "espeak-ng", "en-us+klatt4", 95, tuple(sentences.TEST)),
    Voice("flite awb", "flite", "awb", 120, tuple(sentences.TEST)),
    Voice("festival pc (Italian)", "festival", "pc_diphone", 110, tuple(sentences.ITALIAN), "it"),
    Voice("festival mv (Finnish)", "festival", "hy_fi_mv_diphone", 105, tuple(sentences.FINNISH), "fi"),
    Voice("a person's prompts (French)", "prompts", "june", 200, (), "fr"),
    Voice("a person's prompts (Italian)", "prompts", "carlo", 120, (), "it"),
]


def say(voice, text, rate):
    """A clean clip of some words, trimmed; the same words and rate give the same clip."""
    form = 2 if voice.engine == "festival" else 1
    key = hashlib.sha256(f"{form}|{voice.engine}|{voice.id}|{voice.shift}|{text}|{rate}".encode()).hexdigest()[:24]
    clip = places.CLIPS / f"{key}.wav"
    if not clip.exists():
        clip.parent.mkdir(parents=True, exist_ok=True)
        raw = clip.with_suffix(".raw.wav")
        speak(voice, text, rate, raw)
        even = clip.with_suffix(".even.wav")
        sound.convert(raw, even)
        samples = sound.read(even)
        if voice.shift != 1:
            samples = moved(samples, voice.shift, voice.pitch)
        sound.write(clip, sound.trimmed(samples))
        raw.unlink()
        even.unlink()
    return sound.read(clip)


def speak(voice, text, rate, target):
    if voice.engine == "espeak-ng":
        command = ["espeak-ng", "-v", voice.id, "-s", str(rate), "-w", str(target), text]
    elif voice.engine == "flite":
        command = ["flite", "-voice", voice.id, "--setf", f"duration_stretch={165 / rate:.2f}", "-t", text, "-o", str(target)]
    elif voice.engine == "festival":
        say_with_festival(voice.id, text, rate, target)
        return
    else:
        sound.convert(places.PROMPTS[voice.id] / f"{text}.g722", target, "-f", "g722")
        return
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def say_with_festival(voice, text, rate, target):
    """Festival's clips end in the sound of its pause, 25 dB under the voice and clicks at the edges, which no level tells from speech. So
    they are cut where its own segments say that the words begin and end."""
    labels = target.with_suffix(".segments")
    quoted = text.replace("\\", "").replace('"', "")
    script = f"""(voice_{voice})
(Parameter.set 'Duration_Stretch {165 / rate:.2f})
(set! said (utt.synth (Utterance Text "{quoted}")))
(utt.save.wave said "{target}" 'riff)
(utt.save.segs said "{labels}")
"""
    subprocess.run(["festival", "--pipe"], input=script.encode("latin-1"), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ends = [line.split() for line in labels.read_text(encoding="latin-1").splitlines()]
    ends = [(float(parts[0]), parts[-1]) for parts in ends if len(parts) >= 3 and re.fullmatch(r"[0-9.]+", parts[0])]
    spoken = [number for number, (_, phone) in enumerate(ends) if phone not in ("pau", "#", "SIL", "_")]
    start = ends[spoken[0] - 1][0] if spoken[0] else 0.0
    labels.unlink()
    with wave.open(str(target)) as file:
        settings, frames, width = file.getparams(), file.readframes(file.getnframes()), file.getsampwidth()
    first, last = (int(seconds * settings.framerate) * width for seconds in (start, ends[spoken[-1]][0]))
    with wave.open(str(target), "wb") as file:
        file.setparams(settings)
        file.writeframes(frames[first:last])


def moved(samples, shift, pitch):
    """Praat's "Change gender": other formants and another pitch make another speaker."""
    speech = parselmouth.Sound(samples, sound.RATE)
    return call(speech, "Change gender", 60, 400, shift, pitch, 1.2, 1.0).values[0]


@functools.cache
def syllables(text, language):
    """Syllables as espeak-ng pronounces them: one for each vowel and each syllabic consonant."""
    command = ["espeak-ng", "-q", "--ipa=1", "-v", language, text]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    count = 0
    for phoneme in re.split(r"[_\s]+", written):
        bare = phoneme.lstrip("ˈˌ")
        if bare and (bare[0] in "aeiouyæɐɑɒɔəɚɛɜɝɪʊʌøœɵɨ" or "\u0329" in bare):
            count += 1
    return count


@functools.cache
def prompts(folder):
    """The names of prompts of two to ten seconds; no tones, no songs and no jokes."""
    names = []
    for clip in sorted(folder.glob("*.g722")):
        # 64 kb/s.
        if 2 <= clip.stat().st_size / 8_000 <= 10 and not re.match(r"tt-|.*(tone|beep|hello-world|demo-)", clip.name):
            names.append(clip.stem)
    return names
