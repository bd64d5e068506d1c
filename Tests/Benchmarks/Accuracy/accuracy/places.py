"""Where things stand."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[4]
WORK = pathlib.Path(os.environ.get("DEBRIEF_ACCURACY_WORK", ROOT / ".build-accuracy"))
TOOL = WORK / "tool" / "release" / "accuracy-tool"
LISTS = ROOT / "config" / "fillers"
PAGE = ROOT / "Sources" / "debrief" / "debrief.docc" / "Measurements.md"
TOLD = ROOT / "Sources" / "Speech" / "Fillers" / "FillerAccuracy.swift"
TOLD_PAUSES = ROOT / "Sources" / "Speech" / "Pauses" / "PauseAccuracy.swift"
CLIPS = WORK / "clips"
ANSWERS = WORK / "answers"
# People who spoke a telephone exchange's prompts.
PEOPLE = pathlib.Path("/usr/share/asterisk/sounds")
PROMPTS = {"allison": PEOPLE / "en_US_f_Allison", "june": PEOPLE / "fr_CA_f_June", "carlo": PEOPLE / "it_IT_m_Carlo"}
CHAPTERS = pathlib.Path("/usr/share/pocketsphinx/test/data/librivox")
COMMAND = "Tests/Benchmarks/Accuracy/run"


def shared():
    """The folder of labelled recordings, or None."""
    for place in (os.environ.get("DEBRIEF_SHARED"), ROOT.parent / "shared", ROOT.parent.parent / "shared"):
        if place and (pathlib.Path(place) / "audio" / "MANIFEST.tsv").exists():
            return pathlib.Path(place) / "audio"
    return None
