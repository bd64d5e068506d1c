"""Answers put together from clips, with everything in them known."""

import dataclasses
import json
import pathlib

import numpy as np

from . import fillers, places, sound, voices

# Shorter silences than this are no pauses; Debrief says so too.
PAUSE_MS = 200
# Goes up when the same seed gives another answer.
VERSION = 3


@dataclasses.dataclass
class Answer:
    """Times in milliseconds. `open` are silences that may be called pauses or not."""

    name: str
    voice: str
    half: str
    file: str
    duration: float
    words: list
    fillers: list
    pauses: list
    open: list
    syllables: int
    speech: float
    talk: list
    person: bool


class Builder:
    def __init__(self):
        self.parts, self.at = [], 0
        self.words, self.fillers, self.pauses, self.open = [], [], [], []
        self.silence_ms = 0.0

    @property
    def now(self):
        return self.at * 1000 / sound.RATE

    def add(self, samples):
        self.parts.append(samples)
        self.at += len(samples)

    def pause(self, seconds):
        start = self.now
        self.add(np.zeros(int(seconds * sound.RATE)))
        if self.now - start >= PAUSE_MS:
            self.pauses.append([start, self.now])
            self.silence_ms += self.now - start
        elif self.now - start >= 80:
            self.open.append([start, self.now])

    def clause(self, samples, words):
        """Words spread over their clip by their letters; silences inside the clip are open."""
        start = self.now
        for first, last in sound.stretches(~sound.audible(samples)):
            if last - first >= 8:
                self.open.append([start + first * 10, start + last * 10])
            if (last - first) * 10 >= PAUSE_MS:
                self.silence_ms += (last - first) * 10
        self.add(sound.levelled(samples))
        weights = np.cumsum([0] + [len(word) + 1.5 for word in words])
        edges = start + weights / weights[-1] * (self.now - start)
        for word, begin, end in zip(words, edges, edges[1:]):
            self.words.append([word, float(begin), float(end), False])

    def filler(self, samples, word, made, decibels):
        start = self.now
        self.add(sound.levelled(samples, decibels))
        self.fillers.append([start, self.now, made])
        self.words.append([word, start, self.now, True])


def build(voice, half, kind, take):
    """An answer of about 50 s: "hesitant" with ten fillers, or "fluent" with none at rates from 90 to 220 words a minute."""
    name = f"{VERSION}-{half}-{voice.engine}-{voice.id}-{kind}-{take}".replace(" ", "_")
    places.ANSWERS.mkdir(parents=True, exist_ok=True)
    facts = places.ANSWERS / f"{name}.json"
    if facts.exists():
        return Answer(**json.loads(facts.read_text()))
    chance = sound.random(name)
    made = Builder()
    made.pause(float(chance.choice([0.4, 0.7, 1.5])))
    counted = 0
    for turn, (samples, words, count) in enumerate(clauses(voice, kind, chance)):
        counted += count
        if kind == "fluent":
            made.clause(samples, words)
        else:
            counted += hesitate(made, voice, samples, words, f"{take}.{turn}", chance)
        made.pause(float(chance.choice([0.25, 0.35, 0.5, 0.8, 1.3, 2.2], p=[0.2, 0.2, 0.2, 0.2, 0.15, 0.05])))
    samples = np.concatenate(made.parts)
    # A quiet room: dither at -70 dB, so that no pause is digital silence.
    samples = samples + 3e-4 * chance.standard_normal(len(samples))
    file = places.ANSWERS / f"{name}.wav"
    sound.write(file, samples)
    last = made.pauses[-1][0]
    answer = Answer(
        name, voice.name, half, str(file), made.now, made.words, made.fillers, made.pauses, made.open,
        counted if voice.engine != "prompts" else 0, made.now - made.silence_ms, [made.pauses[0][1], last],
        voice.engine == "prompts",
    )
    facts.write_text(json.dumps(dataclasses.asdict(answer)))
    return answer


def clauses(voice, kind, chance):
    """Ten clips with their words and syllables; two halves of each for hesitant answers, so that a filler can stand between."""
    if voice.engine == "prompts":
        for name in chance.permutation(voice.prompts())[: 20 if kind == "hesitant" else 14]:
            samples = voices.say(voice, name, 0)
            words = ["word"] * max(2, round(len(samples) / sound.RATE * 2.6))
            yield (samples, words, 0) if kind == "fluent" else ((samples, None), (words, None), 0)
        return
    for text in chance.permutation(list(voice.clauses))[: 14 if kind == "fluent" else 11]:
        text = str(text)
        rate = int(chance.choice([90, 110, 130, 150, 170, 190, 220]) if kind == "fluent" else chance.integers(120, 200))
        words = text.split()
        count = voices.syllables(text, voice.language)
        if kind == "fluent":
            yield voices.say(voice, text, rate), words, count
        else:
            cut = int(chance.integers(2, len(words) - 1))
            head, tail = " ".join(words[:cut]), " ".join(words[cut:])
            yield (voices.say(voice, head, rate), voices.say(voice, tail, rate)), (words[:cut], words[cut:]), count


def hesitate(made, voice, samples, words, take, chance):
    """Speaks a clause with a filler inside or, for a person's prompts, after it; how many syllables that adds."""
    made.clause(samples[0], words[0])
    before, after = [(True, True), (True, False), (False, True), (False, False)][chance.choice(4, p=[0.35, 0.25, 0.2, 0.2])]
    if samples[1] is None:
        before, after = True, False
    made.pause(float(chance.choice([0.12, 0.3, 0.5, 0.8])) if before else 0.01)
    made.filler(*fillers.filler(voice, take), decibels=chance.uniform(-7, 1))
    if samples[1] is not None:
        made.pause(float(chance.choice([0.12, 0.3, 0.5, 0.8])) if after else 0.01)
        made.clause(samples[1], words[1])
    return 1


def transcripts(answer):
    """Paths of the transcripts an answer is given with. Word times err as engines' do (standard deviation 40 ms)."""
    chance = sound.random("times", answer.name)
    timed = []
    for text, start, end, is_filler in answer.words:
        shift = chance.normal(0, 40, 2)
        start = max(0, start + shift[0])
        timed.append((text, start, max(start + 30, end + shift[1]), is_filler, chance.random() < 0.1))
    return {
        "none": None,
        "verbatim": written(answer, "verbatim", timed, True),
        "lossy": written(answer, "lossy", [word for word in timed if not (word[3] and word[4])], True),
        "tidy": written(answer, "tidy", [word for word in timed if not word[3]], False),
        "unsure": unsure(answer, [word for word in timed if not word[3]], chance),
        "lent": written(answer, "lent", lent([word for word in timed if not word[3]]), False),
    }


def lent(words):
    """Words that last until the next one begins, as some engines time them: the time of a dropped filler and of short pauses is lent to
    the word before."""
    ends = [start for _, start, *_ in words[1:]] + [words[-1][2]]
    return [(word[0], word[1], max(word[2], min(end, word[2] + 1_500))) for word, end in zip(words, ends)]


def unsure(answer, words, chance):
    """Words as the offline recognizer gives them: it is sure of about half of them."""
    path = written(answer, "unsure", words, False)
    document = json.loads(pathlib.Path(path).read_text())
    for word in document["words"]:
        word["confidence"] = round(float(chance.uniform(0.7, 1) if chance.random() < 0.54 else chance.uniform(0.1, 0.7)), 2)
    pathlib.Path(path).write_text(json.dumps(document))
    return path


def written(answer, name, words, keeps):
    path = places.ANSWERS / f"{answer.name}.{name}.json"
    document = {
        "keepsFillers": keeps,
        "words": [{"word": text, "startMs": round(start), "endMs": round(end)} for text, start, end, *_ in words],
    }
    path.write_text(json.dumps(document))
    return str(path)
