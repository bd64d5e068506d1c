"""Measures that others have too: F0 beside Praat, loudness beside ffmpeg's ebur128."""

import pathlib
import re
import subprocess

import numpy as np
import parselmouth

from . import places, sound, tool


def pitch(files):
    """(file, frames both call voiced, of these within 0.5 semitone, frames only one calls voiced, frames) of each file."""
    rows = []
    results = tool.heard({"file": str(file), "transcripts": {}, "frames": True} for file in files)
    for file, result in zip(files, results):
        if not result.get("framesHz"):
            continue
        ours = np.array(result["framesHz"])
        clip = wav(file)
        praat = parselmouth.Sound(sound.read(clip), sound.RATE).to_pitch_ac(
            time_step=0.01, pitch_floor=75, pitch_ceiling=500
        )
        theirs = np.array([praat.get_value_at_time(0.005 + 0.01 * index) for index in range(len(ours))])
        both = (ours > 0) & (theirs > 0)
        away = np.abs(12 * np.log2(ours[both] / theirs[both]))
        rows.append((file, int(both.sum()), int((away <= 0.5).sum()), int(((ours > 0) != (theirs > 0)).sum()), len(ours)))
    return rows


def loudness(files):
    """(file, ours, ebur128's) in LUFS of what both can measure. ffmpeg measures the 16 kHz mono that we measure."""
    rows = []
    for file, result in zip(files, tool.heard({"file": str(file), "transcripts": {}} for file in files)):
        said = (result.get("hearing") or {}).get("quality", {}).get("loudnessLufs")
        command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(wav(file)), "-af", "ebur128", "-f", "null", "-"]
        log = subprocess.run(command, capture_output=True, text=True).stderr
        found = re.findall(r"I:\s+(-?[\d.]+) LUFS", log)
        if said is not None and found and float(found[-1]) > -69:
            rows.append((file, said, float(found[-1])))
    return rows


def wav(file):
    """A 16 kHz mono WAV of a recording, made once."""
    file = pathlib.Path(file)
    if file.parent == places.ANSWERS and file.suffix == ".wav":
        return file
    target = places.WORK / "converted" / f"{file.stem}.wav"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        sound.convert(file, target)
    return target
