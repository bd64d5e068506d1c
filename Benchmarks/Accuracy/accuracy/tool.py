"""Debrief's ears: a small program of its own modules that hears many files in one process."""

import concurrent.futures
import json
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
