"""Scores on the answers that were put together: fillers, pauses and rates under each condition."""

import collections
import sys

import numpy as np

from . import answers, degrade, events, tool

TRANSCRIPTS = ("none", "verbatim", "lossy", "tidy", "unsure", "lent")


class Scores:
    """Of one condition."""

    def __init__(self):
        self.fillers = {name: events.Tally() for name in TRANSCRIPTS}
        self.false = {name: events.Tally() for name in TRANSCRIPTS}
        self.pauses = events.Tally()
        self.syllables, self.words, self.issues = [], [], collections.Counter()
        self.files = self.flagged = 0
        self.pairs = []
        self.by_kind = collections.defaultdict(events.Tally)
        self.by_voice = collections.defaultdict(events.Tally)
        self.by_length = collections.defaultdict(events.Tally)

    def add(self, answer, result):
        self.files += 1
        for name in TRANSCRIPTS:
            found = tool.filler_events(result, name)
            truth = [tuple(event[:2]) for event in answer.fillers]
            tally = self.fillers if truth else self.false
            tally[name].add(truth, found, events.same_event, minutes=answer.duration / 60_000)
            if truth and name == "none":
                self.pairs.append((truth, found))
                self.by_voice[answer.voice].add(truth, found, events.same_event)
                self.split(answer, found)
        if not answer.person:
            truth = [tuple(pause) for pause in answer.pauses]
            self.pauses.add(truth, tool.silences(result), events.same_pause, answer.open)
            self.rates(answer, result)
        self.judge(result)

    def split(self, answer, found):
        """Recall by how a filler was made and by its length."""
        for start, end, made in answer.fillers:
            event = (start, end)
            fitting = [other for other in found if events.same_event(event, other)][:1]
            kind = made if made.startswith("own") else "pulsed, creaking" if "creaking" in made else "pulsed"
            length = next((f"{low}–{low * 2} ms" for low in (125, 250, 500) if end - start < low * 2), "over 1 s")
            self.by_kind[kind].add([event], fitting, events.same_event)
            self.by_length[length].add([event], fitting, events.same_event)

    def rates(self, answer, result):
        delivery = result["analyses"]["tidy"]["delivery"]
        said = delivery.get("syllablesPerSecond")
        true = answer.syllables / (answer.speech / 1000)
        self.syllables.append((said - true) / true if said else -1)
        words = sum(not word[3] for word in answer.words)
        true = words / ((answer.talk[1] - answer.talk[0]) / 60_000)
        self.words.append((delivery.get("wordsPerMinute", 0) - true) / true)

    def judge(self, result):
        codes = [issue["code"] for issue in result["hearing"]["quality"]["issues"]]
        self.issues.update(codes)
        self.flagged += result["hearing"]["quality"]["verdict"] != "good"


def measured(voices_used, half, conditions, takes):
    """Scores by condition."""
    made = [
        answers.build(voice, half, kind, take)
        for voice in voices_used
        for kind, take in [("hesitant", n) for n in range(takes)] + [("fluent", 0)]
    ]
    scores = {}
    for condition in conditions:
        print(f"  {condition}", file=sys.stderr, flush=True)
        orders = [
            {"file": degrade.degraded(answer, condition), "transcripts": answers.transcripts(answer)} for answer in made
        ]
        score = scores[condition] = Scores()
        for answer, result in zip(made, tool.heard(orders)):
            if result.get("hearing"):
                score.add(answer, result)
    return made, scores


def median_ms(values):
    return float(np.median(np.abs(values))) if len(values) else float("nan")
