"""The answer every recording holds: what is said, when, and how long the pauses are."""

import dataclasses
import subprocess
import wave

from voice import QUIET, Voice

QUESTION = "Tell me about a time you made a system faster."

# A phrase, a filled pause (spelled, and as phonemes so that it is drawn out and flat), or a pause in milliseconds.
# "short" ends where SHORT stands.
SHORT = object()
SCRIPT = [
    600,
    "In my last job I looked after the payment service,",
    200,
    ("um", "[[V::m]]"),
    220,
    "and it was too slow.",
    300,
    SHORT,
    550,
    "So I",
    120,
    ("uh", "[[V::]]"),
    150,
    "measured every query, you know, before I changed anything.",
    1_400,
    "Then I added an index, moved the reports to a queue,",
    250,
    "and wrote a test that fails when a page takes more than a second.",
    2_200,
    "As a result the slowest request went from nine seconds to",
    130,
    ("um", "[[V::m]]"),
    160,
    "four hundred milliseconds,",
    280,
    "and my team still uses",
    110,
    ("uh", "[[V::]]"),
    140,
    "the dashboard I built.",
    700,
]
LONG_PAUSE_MS = 1_000
PAUSE_MS = 200
NOISE = 12


@dataclasses.dataclass
class Word:
    text: str
    start: int
    end: int
    filler: bool = False


class Answer:
    """Samples at `rate` Hz, mono, and the facts about them."""

    question = QUESTION

    def __init__(self, rate):
        self.rate = rate
        self.samples = []
        self.words = []
        self.short_samples = 0
        self.files = {}

    def ms(self, sample):
        return round(sample * 1_000 / self.rate)

    def pause(self, milliseconds):
        self.samples += [0] * (milliseconds * self.rate // 1_000)

    def phrase(self, text, samples, starts, filler=False):
        words = text.split()
        assert len(words) == len(starts), (text, starts)
        base = len(self.samples)
        ends = [last_loud(samples, start, end) for start, end in zip(starts, starts[1:] + [len(samples)])]
        self.words += [Word(w, base + s, base + e, filler) for w, s, e in zip(words, starts, ends)]
        self.samples += samples

    def facts(self, until=None):
        limit = until if until is not None else len(self.samples)
        words = [word for word in self.words if word.end <= limit]
        listed = [{"text": w.text, "startMs": self.ms(w.start), "endMs": self.ms(w.end)} for w in words]
        bare = [entry["text"].strip(",.").lower() for entry in listed]
        fillers = [
            {"text": entry["text"].strip(",."), "startMs": entry["startMs"], "endMs": entry["endMs"]}
            for entry, word in zip(listed, words)
            if word.filler
        ]
        fillers += [
            {"text": "you know", "startMs": listed[i]["startMs"], "endMs": listed[i + 1]["endMs"]}
            for i in range(len(bare) - 1)
            if bare[i : i + 2] == ["you", "know"]
        ]
        edges = list(zip(words, words[1:]))
        pauses = [
            {"startMs": self.ms(a.end), "endMs": self.ms(b.start)}
            for a, b in edges
            if self.ms(b.start) - self.ms(a.end) >= PAUSE_MS
        ]
        return {
            "durationMs": self.ms(limit),
            "text": " ".join(entry["text"] for entry in listed),
            "words": listed,
            "fillers": sorted(fillers, key=lambda entry: entry["startMs"]),
            "pauses": pauses,
            "longPauses": [p for p in pauses if p["endMs"] - p["startMs"] >= LONG_PAUSE_MS],
        }

    def short_facts(self):
        return self.facts(self.short_samples)


def last_loud(samples, start, end):
    """Where the sound of a word ends: what follows, up to the next word, is silence."""
    while end > start + 1 and abs(samples[end - 1]) <= QUIET:
        end -= 1
    return end


def noisy(samples):
    """A floor of about -70 dBFS: digital silence is easier than any room. The generator is fixed, so are the bytes."""
    state = 20_240_229
    result = []
    for sample in samples:
        state = (state * 1_103_515_245 + 12_345) % 2**31
        result.append(max(-32_768, min(32_767, sample + (state >> 16) % (2 * NOISE + 1) - NOISE)))
    return result


def write_wave(path, samples, rate):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


def compose(work):
    """Speaks the script and leaves answer48/answer16/short48/short16 WAV files in `work`."""
    voice = Voice()
    answer = Answer(voice.rate)
    for part in SCRIPT:
        if part is SHORT:
            # In the middle of a pause, so that the short recording too ends in silence.
            answer.short_samples = len(answer.samples)
        elif isinstance(part, int):
            answer.pause(part)
        elif isinstance(part, tuple):
            samples, _ = voice.speak(part[1], words_per_minute=80, pitch=35)
            answer.phrase(part[0], samples, [0], filler=True)
        else:
            answer.phrase(part, *voice.speak(part))
    samples = noisy(answer.samples)
    for name, part in (("answer", samples), ("short", samples[: answer.short_samples])):
        write_wave(work / f"{name}.wav", part, answer.rate)
        for rate in (16_000, 48_000):
            path = work / f"{name}{rate // 1_000}.wav"
            subprocess.run(
                ["sox", "-D", work / f"{name}.wav", "-b", "16", path, "rate", "-v", str(rate)], check=True
            )
            answer.files[f"{name}{rate // 1_000}"] = path
    return answer
