"""The answer's words as the transcript files people have: text, WebVTT, SubRip, and the JSON of OpenAI's verbose_json."""

import json

LONGEST_CUE_WORDS = 14


def clock(milliseconds, comma):
    seconds, fraction = divmod(milliseconds, 1_000)
    return f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{comma}{fraction:03}"


def cues(words):
    """Stretches of at most fourteen words that end at punctuation where they can."""
    cue = []
    for word in words:
        cue.append(word)
        ends_clause = word["text"][-1] == "." or word["text"][-1] == "," and len(cue) >= 4
        if ends_clause or len(cue) == LONGEST_CUE_WORDS:
            yield cue
            cue = []
    if cue:
        yield cue


def write_all(answer, folder):
    facts = answer.facts()
    stretches = [(c[0]["startMs"], c[-1]["endMs"], " ".join(word["text"] for word in c)) for c in cues(facts["words"])]
    (folder / "answer.txt").write_text(facts["text"] + "\n")
    vtt = [f"{clock(a, '.')} --> {clock(b, '.')}\n{text}\n" for a, b, text in stretches]
    (folder / "answer.vtt").write_text("WEBVTT\n\n" + "\n".join(vtt))
    srt = [f"{n}\n{clock(a, ',')} --> {clock(b, ',')}\n{text}\n" for n, (a, b, text) in enumerate(stretches, 1)]
    (folder / "answer.srt").write_text("\n".join(srt))
    verbose = {
        "task": "transcribe",
        "language": "english",
        "duration": facts["durationMs"] / 1_000,
        "text": facts["text"],
        "words": [
            {"word": w["text"], "start": w["startMs"] / 1_000, "end": w["endMs"] / 1_000} for w in facts["words"]
        ],
    }
    (folder / "answer.json").write_text(json.dumps(verbose, indent=1) + "\n")
    return ["answer.json", "answer.srt", "answer.txt", "answer.vtt"]
