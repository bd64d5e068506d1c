"""People's recordings: labelled fillers of ../shared/audio, and reading without fillers."""

import csv
import json
import re
import subprocess

from . import events, places, sound, tool, voices

SOUND = (".wav", ".flac", ".webm", ".ogg", ".opus")


def labelled():
    """(path, true filled pauses; an end is None where it is not known) of shared recordings with timed fillers."""
    folder = places.shared()
    if folder is None:
        return []
    rows = []
    with open(folder / "MANIFEST.tsv", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            marks = re.findall(r"\b(?:um|uh|hm)@([\d.]+)(?:-([\d.]+))?", row["fillers"] or "")
            if marks and row["file"].endswith(SOUND):
                rows.append((folder / row["file"], [(float(a) * 1000, float(b) * 1000 if b else None) for a, b in marks]))
    return rows


def fillers():
    """Rows (name, hits, labelled, reported, minutes) of the signal alone. Where an end is not known, an onset within 200 ms decides."""
    files = labelled()
    rows = []
    for (path, truth), result in zip(files, tool.heard({"file": str(path), "transcripts": {"none": None}} for path, _ in files)):
        if not result.get("hearing"):
            continue
        found = tool.filler_events(result, "none")
        fits = lambda one, other: (
            events.same_event(one, other) if one[1] is not None else abs(one[0] - other[0]) <= 2 * events.COLLAR_MS
        )
        pairs = events.matched(truth, found, fits)
        minutes = result["hearing"]["acoustics"]["durationMs"] / 60_000
        rows.append((path.name, len(pairs), len(truth), len(found), minutes))
    return rows


def reading(quick):
    """(where from, files) of people who read without fillers."""
    found = []
    folder = places.shared()
    if folder is not None:
        found.append(("shared readings", sorted(path for path in (folder / "read").iterdir() if path.suffix in SOUND)))
        names = ["chrome156_opus_ts250.webm", "firefox153_ogg_opus_ts250.ogg", "firefox153_webm_opus_ts250.webm"]
        found.append(("browsers' recordings of reading", [folder / "recorded" / name for name in names]))
    if places.CHAPTERS.exists():
        found.append(("LibriVox (pocketsphinx-testdata)", sorted(places.CHAPTERS.glob("*.wav"))))
    for who, language in (("allison", "en"), ("june", "fr"), ("carlo", "it")) if not quick else ():
        clips = []
        for name in voices.prompts(places.PROMPTS[who]):
            clip = places.WORK / "converted" / f"prompt-{name if who == 'allison' else f'{who}-{name}'}.wav"
            if not clip.exists():
                clip.parent.mkdir(parents=True, exist_ok=True)
                sound.convert(places.PROMPTS[who] / f"{name}.g722", clip, "-f", "g722")
            clips.append(clip)
        if clips:
            found.append((f"telephone prompts (asterisk-core-sounds-{language})", clips))
    return found


def false_events(quick):
    """Rows (where from, files, minutes, false events)."""
    rows = []
    for name, files in reading(quick):
        results = tool.heard({"file": str(file), "transcripts": {"none": None}} for file in files)
        heard = [result for result in results if result.get("hearing")]
        minutes = sum(result["hearing"]["acoustics"]["durationMs"] for result in heard) / 60_000
        false = sum(len(tool.filler_events(result, "none")) for result in heard)
        rows.append((name, len(heard), minutes, false))
    return rows


def between_words():
    """Rows (name, hits, labelled, reported) of the shared talk whose words are timed by hand, its fillers left out of the transcript."""
    folder = places.shared()
    grid = folder / "spont" / "acoustic_corpus.TextGrid" if folder is not None else None
    if grid is None or not grid.exists():
        return []
    lines = grid.read_text().split("\n")
    rows = [lines[12 + 3 * index : 15 + 3 * index] for index in range(int(lines[11]))]
    words = [(text.strip('"'), 1000 * float(start), 1000 * float(end)) for start, end, text in rows]
    spoken = [word for word in words if word[0] and word[0] not in ("um", "uh")]
    done = []
    for path, truth in labelled():
        if path.stem != grid.stem:
            continue
        result = tool.heard([{"file": str(path), "transcripts": {"tidy": timed("acoustic_corpus", spoken)}}])[0]
        found = tool.filler_events(result, "tidy")
        done.append((path.name, len(events.matched(truth, found, events.same_event)), len(truth), len(found)))
    return done


def timed(name, words):
    """A transcript file of words with times, as of a service that leaves fillers out."""
    target = places.WORK / "timed" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    listed = [{"word": text, "startMs": round(start), "endMs": round(end)} for text, start, end in words]
    target.write_text(json.dumps({"keepsFillers": False, "words": listed}))
    return str(target)


def false_between_words():
    """(files, minutes, false events) of reading without fillers between the words of a real engine, its times and errors included. The
    offline recognizer stands for a service: its words are taken as right."""
    orders = []
    for name, files in reading(False):
        # It knows English alone.
        for path in files if not name.endswith(("-fr)", "-it)")) else ():
            words = recognized(path)
            if words:
                orders.append({"file": str(path), "transcripts": {"tidy": timed(path.name, words)}})
    results = [result for result in tool.heard(orders) if result.get("hearing")]
    minutes = sum(result["hearing"]["acoustics"]["durationMs"] for result in results) / 60_000
    return len(results), minutes, sum(len(tool.filler_events(result, "tidy")) for result in results)


def recognized(path):
    """The words the program itself recognizes in a recording, with times; kept for the next run."""
    kept = places.WORK / "recognized" / f"{path.name}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        command = [tool.binary(), "analyze", str(path), "--json", "-", "--no-pdf"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=places.ROOT)
        words = (json.loads(done.stdout).get("transcript") or {}).get("words", []) if done.returncode == 0 else []
        kept.write_text(json.dumps([(word["text"], word["startMs"], word["endMs"]) for word in words if "startMs" in word]))
    return json.loads(kept.read_text())
