"""Debrief's ears: a small program of its own modules that hears many files in one process."""

import concurrent.futures
import json
import os
import pathlib
import subprocess

from . import places


def heard(orders):
    """What Debrief says of each order {file, transcripts, frames?}, in order."""
    orders = list(orders)
    halves = [orders[0::2], orders[1::2]]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, halves))
    merged = [None] * len(orders)
    merged[0::2], merged[1::2] = results
    return merged


def run(orders):
    if not orders:
        return []
    lines = "".join(json.dumps(order) + "\n" for order in orders)
    done = subprocess.run([places.TOOL, places.LISTS], input=lines, capture_output=True, text=True, check=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["file"] for result in results] == [order["file"] for order in orders]
    return results


def filler_events(result, transcript):
    """Filled pauses as the result lists them."""
    return [
        (item["startMs"], item["endMs"])
        for item in result["analyses"][transcript]["delivery"]["fillers"]["items"]
        if item["kind"] == "filledPause" and "startMs" in item
    ]


def silences(result):
    return [(span["startMs"], span["endMs"]) for span in result["hearing"]["acoustics"]["silences"]]


def binary():
    """The program itself, if it is built: DEBRIEF_BINARY, or what `swift build` left here."""
    built = [places.ROOT / ".build" / kind / "debrief" for kind in ("release", "debug")]
    for path in [os.environ.get("DEBRIEF_BINARY"), *built]:
        if path and pathlib.Path(path).exists():
            return path
    return None


def agreement(orders, results):
    """In how many of these orders `debrief analyze` says of fillers, pauses, rates and quality what the tool says."""
    same = 0
    for order, result in zip(orders, results):
        words = order["transcripts"]["verbatim"]
        command = [binary(), "analyze", order["file"], "--json", "-", "--no-pdf", "--transcript", words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=places.ROOT)
        said, heard = json.loads(done.stdout)["delivery"], result["analyses"]["verbatim"]["delivery"]
        same += all(said.get(key) == heard.get(key) for key in ("fillers", "pauses", "syllablesPerSecond", "wordsPerMinute"))
    return same
