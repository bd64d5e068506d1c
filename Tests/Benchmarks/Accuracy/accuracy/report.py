"""The tables, as Markdown: read on a terminal and in Measurements.md."""

import datetime
import math
import re

from . import answers_measured, places

START, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def number(value, digits):
    return "–" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def share(value):
    return "–" if math.isnan(value) else f"{100 * value:.0f} %"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


class Bars:
    """What issue 5 asks, beside what was measured."""

    def __init__(self):
        self.rows = []

    def add(self, what, figure, bar, met):
        self.rows.append((what, figure, bar, "met" if met else "**missed**"))

    def __str__(self):
        return table(["figure", "measured", "asked", ""], self.rows)


def fillers(scores):
    rows = []
    for condition, score in scores.items():
        alone, tidy = score.fillers["none"], score.fillers["tidy"]
        rows.append((
            condition,
            *(number(value, 2) for value in (alone.precision, alone.recall, alone.f1)),
            share(tidy.found_share),
            *(number(score.fillers[name].f1, 2) for name in ("verbatim", "lossy", "tidy", "unsure", "lent")),
            number(score.false["none"].false_per_minute, 1),
            number(score.false["tidy"].false_per_minute, 1),
        ))
    return table(
        ["condition", "signal: P", "R", "F1", "found, tidy text", "F1 verbatim", "lossy", "tidy", "unsure", "lent", "false/min, fluent: signal", "tidy"], rows
    )


def split(title, tallies):
    rows = [(name, tally.truths, number(tally.recall, 2)) for name, tally in sorted(tallies.items())]
    return table([title, "fillers", "recall, signal alone"], rows)


def pauses(scores):
    rows = []
    for condition, score in scores.items():
        tally = score.pauses
        syllables = [abs(value) for value in score.syllables]
        words = [abs(value) for value in score.words]
        middle = answers_measured.median_ms
        rows.append((
            condition,
            tally.truths,
            number(middle(tally.onset), 0),
            number(middle(tally.offset), 0),
            number(tally.precision, 2),
            number(tally.recall, 2),
            number(tally.f1, 3),
            share(sum(syllables) / max(1, len(syllables))),
            share(sum(words) / max(1, len(words))),
        ))
    return table(
        ["condition", "pauses", "onset ms", "end ms", "P", "R", "F1", "syllables/s error", "words/min error"], rows
    )


def defects(rows):
    return table(
        ["recording with", "files", "given its code", "verdicts", "other codes"],
        [
            (
                name,
                count,
                hits,
                ", ".join(f"{verdict} {n}" for verdict, n in sorted(verdicts.items())),
                ", ".join(f"{code} {n}" for code, n in sorted(others.items())) or "–",
            )
            for name, count, hits, verdicts, others in rows
        ],
    )


# What the words tell (FillerGround) and the transcripts that give it.
GROUNDS = {"verbatim": "verbatim", "betweenWords": "tidy", "someWords": "unsure", "soundAlone": "none"}
# Right and found in recordings of people, onset within 500 ms, as Tests/Benchmarks/Accuracy/people printed them (29 November 2026, interviews
# that were not looked at; the sound alone on all interviews). They need recordings that are cloned, so they are written here.
PEOPLE = {"verbatim": (0.97, 0.97), "soundAlone": (0.77, 0.33)}


def told_of(ground, clean):
    score = clean.fillers[GROUNDS[ground]]
    return PEOPLE.get(ground, (score.precision, score.recall))


def told(clean):
    """What readers are told beside a filler count: figures of people where there are any, else of the clean answers of the test half."""
    return table(
        ["the words", "measured on", "reported and right", "found", "clean answers: right", "found"],
        [
            (
                f"`{ground}`",
                "people" if ground in PEOPLE else f"the bench's {name} transcripts",
                *map(share, told_of(ground, clean)),
                share(clean.fillers[name].precision),
                share(clean.fillers[name].recall),
            )
            for ground, name in GROUNDS.items()
        ],
    )


def put_told(clean):
    """Writes the same figures into the program."""
    source = places.TOLD.read_text()
    for ground in GROUNDS:
        figures = "({:.2f}, {:.2f})".format(*told_of(ground, clean))
        source, count = re.subn(rf"(case \.{ground}: )\([^)]*\)", rf"\g<1>{figures}", source)
        assert count == 1, ground
    places.TOLD.write_text(source)


def put_told_pauses(scores):
    source = places.TOLD_PAUSES.read_text()
    for ground, name in PAUSE_GROUNDS.items():
        figures = f"({scores[name].pauses.precision:.2f}, {scores[name].pauses.recall:.2f})"
        source, count = re.subn(rf"(case \.{ground}: )\([^)]*\)", rf"\g<1>{figures}", source)
        assert count == 1, ground
    places.TOLD_PAUSES.write_text(source)


# What fills the pauses (PauseGround) and the condition that stands for it.
PAUSE_GROUNDS = {"clear": "clean", "noise": "pink 10 dB", "echo": "room 0.6 s", "voices": "babble 20 dB"}


def told_pauses(scores):
    return table(
        ["the pauses", "condition of the bench", "reported and right", "found"],
        [
            (f"`{ground}`", name, share(scores[name].pauses.precision), share(scores[name].pauses.recall))
            for ground, name in PAUSE_GROUNDS.items()
        ],
    )


def document(sections, command):
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%-d %B %Y")
    head = f"Measured on {today} by `{command}`; every figure below comes from that command."
    return "\n\n".join([head, *sections])


def put(text):
    """Replaces the tables of the page."""
    page = places.PAGE.read_text()
    before, rest = page.split(START)
    _, after = rest.split(END)
    places.PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}")
