"""Renders, hears, scores and prints. See `run` for the options."""

import sys

import numpy as np

from . import answers, answers_measured, defects, degrade, events, places, recordings, references, report, speed, tool, voices


def main():
    options = set(sys.argv[1:])
    if options - {"--quick", "--write"}:
        sys.exit("usage: Tests/Benchmarks/Accuracy/run [--quick] [--write]")
    quick = "--quick" in options
    command = places.COMMAND + (" --quick" if quick else "")
    parts, scores = sections(quick)
    text = report.document(parts, command)
    print(text)
    if "--write" in options:
        report.put(text)
        report.put_told(scores["clean"])
        if not quick:
            report.put_told_pauses(scores)


def note(text):
    print(text, file=sys.stderr, flush=True)


def sections(quick):
    bars = report.Bars()
    test = [voice for voice in voices.TEST if voice.is_there]
    others = {"seen": voices.SEEN, "train": voices.TRAIN}
    if quick:
        test, others = test[:2], {}
    note("rendering and hearing the test half")
    made, scores = answers_measured.measured(test, "test", degrade.QUICK if quick else degrade.CONDITIONS, 1 if quick else 2)
    parts = [
        f"### Fillers\n\nTest half: {len(test)} voices ({', '.join(voice.name for voice in test)}), "
        f"{scores['clean'].fillers['none'].truths} fillers and {sum(a.duration for a in made) / 60_000:.0f} minutes per condition. "
        "“Found” counts a filler that any event overlaps by half; P, R and F1 ask for the onset and the end as well.",
        report.fillers(scores),
    ]
    parts += ["What a reader is told beside a count (`delivery.fillers.measured` and its note), of people where there are recordings (above), else of the clean answers:", report.told(scores["clean"])]
    add_filler_bars(bars, scores)
    apart = events.disagreement(scores["clean"].pairs) if not quick else None
    if apart is not None:
        parts.append(f"sed_eval gives the same F1 on the same events (difference {apart:.3f}).")
    if not quick:
        parts.append(report.split("made as (clean)", scores["clean"].by_kind))
        parts.append(report.split("length (clean)", scores["clean"].by_length))
        parts.append(report.split("voice (clean)", scores["clean"].by_voice))
    told = {
        "seen": "The half that was the test half before, for comparison; some decisions were taken on it:",
        "train": "Training half, for comparison; voices of this half were also used while the detector was written:",
    }
    for half, speakers in others.items():
        note(f"rendering and hearing the {half} half")
        there = [voice for voice in speakers if voice.is_there]
        _, other = answers_measured.measured(there, half, ["clean", "fan 20 dB", "room 0.6 s"], 1)
        parts += [told[half], report.fillers(other)]
        others[half] = other
    note("hearing people's recordings")
    parts += people(bars, quick)
    parts += ["### Pauses and pace", report.pauses(scores)]
    for half, other in others.items():
        parts += [f"The same of the {'half that was tested before' if half == 'seen' else 'training half'}:", report.pauses(other)]
    if not quick:
        parts += ["What a reader is told beside the pauses (`delivery.pauses.measured` and its note):", report.told_pauses(scores)]
    add_pause_bars(bars, scores)
    note("comparing with Praat and ffmpeg")
    parts += compared(bars, made)
    note("hearing defects")
    parts += judged(bars, made, scores, quick)
    parts += same_as_program(made[:3])
    if not quick:
        note("timing")
        parts += timed(bars, made)
    return [f"### Against what was asked\n\n{bars}", *parts], scores


def add_filler_bars(bars, scores):
    clean = scores["clean"].fillers
    bars.add("filler events, signal alone, clean: F1", report.number(clean["none"].f1, 2), "≥ 0.75", clean["none"].f1 >= 0.75)
    rest = {name: score.fillers["none"].f1 for name, score in scores.items() if name != "clean"}
    lowest = min(rest, key=rest.get)
    bars.add(
        f"the same over the other conditions: median (lowest: {lowest})",
        f"{np.median(list(rest.values())):.2f} ({rest[lowest]:.2f})",
        "≥ 0.75",
        rest[lowest] >= 0.75,
    )
    found = clean["tidy"].found_share
    bars.add("fillers found between the words of a transcript without fillers, clean", report.share(found), "≥ 80 %", found >= 0.8)
    alone = clean["none"].found_share
    bars.add("the same from the sound alone, without words or their times", report.share(alone), "≥ 80 %", alone >= 0.8)
    f1 = clean["verbatim"].f1
    bars.add("filler events fused with a verbatim transcript, clean: F1", report.number(f1, 2), "≥ 0.92", f1 >= 0.92)


def add_pause_bars(bars, scores):
    clean = scores["clean"].pauses
    onset = answers_measured.median_ms(clean.onset)
    bars.add("pauses, clean: median onset error", f"{onset:.0f} ms", "≤ 50 ms", onset <= 50)
    bars.add("pauses, clean: F1 at 200 ms", report.number(clean.f1, 3), "≥ 0.97", clean.f1 >= 0.97)
    lowest = min(scores, key=lambda name: scores[name].pauses.f1)
    f1 = scores[lowest].pauses.f1
    bars.add(f"pauses, lowest F1 of all conditions ({lowest})", report.number(f1, 3), "≥ 0.97", f1 >= 0.97)
    for what, values in (("syllables/s", scores["clean"].syllables), ("words/min", scores["clean"].words)):
        mean, worst = np.mean(np.abs(values)), np.max(np.abs(values))
        bars.add(f"{what}, clean: mean error (worst)", f"{100 * mean:.1f} % ({100 * worst:.0f} %)", "≤ 8 %", mean <= 0.08)


def people(bars, quick):
    parts = []
    rows = recordings.fillers()
    if rows:
        parts += [
            "People's recordings with labelled fillers, signal alone (one speaker; hits, labelled, reported):",
            report.table(["recording", "hits", "labelled", "reported"], [row[:4] for row in rows]),
        ]
    rows = recordings.between_words()
    if rows:
        parts += [
            "The same between the words of a transcript without fillers, timed by hand:",
            report.table(["recording", "hits", "labelled", "reported"], rows),
        ]
    rows = recordings.false_events(quick)
    if rows:
        parts += [
            "People who read without fillers, signal alone:",
            report.table(
                ["from", "files", "minutes", "false events", "a minute"],
                [(name, files, f"{minutes:.1f}", false, f"{false / minutes:.2f}") for name, files, minutes, false in rows],
            ),
        ]
        minutes, false = sum(row[2] for row in rows), sum(row[3] for row in rows)
        bars.add("false fillers a minute of people's filler-free reading", f"{false / minutes:.2f}", "≤ 1", false / minutes <= 1)
    if not quick and tool.binary() is not None:
        files, minutes, false = recordings.false_between_words()
        if files:
            parts.append(
                f"The same readings between the words of a real engine, with its errors and its times: {false} false events in {minutes:.1f} "
                f"minutes of {files} files. The offline recognizer stands for a service; its words are taken as right."
            )
            bars.add("the same between the words of a real engine", f"{false / minutes:.2f}", "≤ 1", false / minutes <= 1)
    return parts


def compared(bars, made):
    files = [answer.file for answer in made if answer.name.endswith("-0")]
    folder = places.shared()
    real = []
    if folder is not None:
        real = [path for kind in ("read", "spont") for path in sorted((folder / kind).iterdir()) if path.suffix in (".wav", ".flac")]
    rows, head = [], ["recordings", "files", "frames both voiced", "within 0.5 semitone", "voicing differs"]
    for name, chosen in (("test half, clean", files), ("shared recordings of people", real)):
        pitch = references.pitch(chosen) if chosen else []
        if not pitch:
            continue
        both, near, differ, frames = (sum(row[index] for row in pitch) for index in (1, 2, 3, 4))
        worst = min(row[2] / max(1, row[1]) for row in pitch)
        rows.append((name, len(pitch), both, f"{100 * near / both:.1f} % (worst file {100 * worst:.0f} %)", report.share(differ / frames)))
        bars.add(f"F0 within 0.5 semitone of Praat, {name}", f"{100 * near / both:.1f} %", "≥ 95 %", near / both >= 0.95)
    loud = references.loudness([*files, *real])
    away = np.array([abs(ours - theirs) for _, ours, theirs in loud])
    bars.add("loudness beside ffmpeg's ebur128: largest difference", f"{away.max():.1f} LU", "≤ 0.3 LU", away.max() <= 0.301)
    return [
        "### Pitch and loudness",
        "Beside Praat's `to_pitch_ac` (10 ms, 75–500 Hz), single frames:",
        report.table(head, rows),
        f"Loudness beside ffmpeg's `ebur128`, {len(loud)} files: mean difference {away.mean():.2f} LU, largest {away.max():.2f} LU.",
    ]


def judged(bars, made, scores, quick):
    fluent = [answer for answer in made if not answer.fillers]
    rows = defects.confusion(fluent)
    hits, files = sum(row[2] for row in rows), sum(row[1] for row in rows)
    classes = sum(row[2] == row[1] for row in rows)
    bars.add("defects given their own code", f"{hits} of {files}; {classes} of {len(rows)} classes whole", "every class", hits == files)
    good = [name for name in scores if name in ("clean", "Opus 24 kb/s", "Opus 32 kb/s", "Opus 64 kb/s")]
    flagged, clean = sum(scores[name].flagged for name in good), sum(scores[name].files for name in good)
    bars.add("clean recordings flagged", f"{flagged} of {clean}", "≤ 2 %", flagged <= 0.02 * clean)
    lines = [
        (name, score.files, score.flagged, ", ".join(f"{code} {n}" for code, n in sorted(score.issues.items())) or "–")
        for name, score in scores.items()
    ]
    return [
        "### Quality",
        "One defect in a fluent answer of each voice:",
        report.defects(rows),
        "Codes given under each condition (`narrowband` is a note and no flag):",
        report.table(["condition", "files", "flagged", "codes"], lines),
    ]


def same_as_program(made):
    """The tool must not differ from what people run."""
    if tool.binary() is None:
        return []
    orders = [{"file": answer.file, "transcripts": answers.transcripts(answer)} for answer in made]
    same = tool.agreement(orders, tool.heard(orders))
    return [f"`debrief analyze` gives the same fillers, pauses and rates as the bench's tool on {same} of {len(orders)} answers."]


def timed(bars, made):
    start, decode, hear, librosa = speed.measured(made[0])
    bars.add("decode + acoustics over decode, 60 s of WebM", f"{hear / decode:.2f}×", "≤ 1.6×", hear <= 1.6 * decode)
    bars.add("decode + acoustics, times real time on one core", f"{60 / hear:.0f}×", "≥ 250×", 60 / hear >= 250)
    rows = [
        ("starting the process", f"{1000 * start:.0f}", "–"),
        ("decode", f"{1000 * decode:.0f}", f"{60 / decode:.0f}×"),
        ("decode + acoustics", f"{1000 * hear:.0f}", f"{60 / hear:.0f}×"),
    ]
    if librosa:
        rows.append(("librosa: load WAV, MFCC, split, pyin", f"{1000 * librosa:.0f}", f"{60 / librosa:.1f}×"))
        bars.add("faster than librosa's MFCC + VAD + pyin", f"{librosa / hear:.0f}×", "≥ 20×", librosa >= 20 * hear)
    return [
        "### Speed",
        "CPU time, median of nine runs in turns, start of the process taken off; librosa once, in the same run, imports and warm-up not counted:",
        report.table(["60 s of speech", "CPU ms", "real time"], rows),
    ]


if __name__ == "__main__":
    main()
