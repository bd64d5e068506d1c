#!/usr/bin/env python3
"""Runs the browser tests against services of their own, in Chromium, and exits non-zero when something is wrong.

    run.py PROGRAM SPEECH.wav [--chromium PATH] [--shots FOLDER] [--only TEXT]

Wants the packages in requirements.txt. SPEECH.wav (48 kHz, at least 10 s) is what the fake microphone hears. With --shots it leaves
pictures.
"""

import argparse
import pathlib
import signal
import sys
import tempfile

from playwright.sync_api import sync_playwright

from access import AccessTests
from german import GermanTests
from interview import InterviewTests
from journeys import JourneyTests
from pages import PageTests
from pictures import PictureTests
from recorder_page import RecorderPage
from seeds import SeedTests
from sending import SendingTests
from typed import TypedTests
from use import UseTests
from visit import House

SUITES = [RecorderPage, SendingTests, TypedTests, PageTests, InterviewTests, JourneyTests, SeedTests, PictureTests, GermanTests, UseTests, AccessTests]
# What every test run uses: the first visit with a voice, a lost connection, words put right, an interview, people with one another, what
# axe-core says.
QUICK = {
    RecorderPage: ["test_01", "test_03", "test_05", "test_06", "test_12", "test_13"],
    PageTests: ["test_02", "test_07"],
    InterviewTests: ["test_01"],
    JourneyTests: ["test_01", "test_02", "test_03", "test_04"],
    SeedTests: ["test_01", "test_03", "test_06"],
    GermanTests: ["test_01", "test_03"],
    UseTests: ["test_02", "test_03"],
    AccessTests: ["test_00", "test_01", "test_03"],
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program", type=pathlib.Path)
    options.add_argument("speech", type=pathlib.Path)
    options.add_argument("--chromium", default="/usr/bin/chromium")
    options.add_argument("--shots", type=pathlib.Path)
    options.add_argument("--renew", action="store_true", help="take the pictures of the components as they are now for right")
    options.add_argument("--quick", action="store_true", help="run the few that every test run uses")
    options.add_argument("--only", default="", help="run tests with this in their name only")
    given = options.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="debrief-browser.") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.chromium,
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={given.speech.resolve()}",
            ],
        )
        print(f"Chromium {browser.version}", flush=True)
        for suite in SUITES:
            wanted = [one for one in dir(suite) if one.startswith("test_") and given.only in one]
            if given.quick:
                wanted = [one for one in wanted if one[:7] in QUICK.get(suite, [])]
            if not wanted:
                continue
            house = House(given.program, pathlib.Path(folder) / suite.__name__, suite.settings)
            try:
                PictureTests.renew = given.renew
                failed += suite(house, browser, given.shots).run(sorted(wanted))
            finally:
                house.kill(signal.SIGTERM)
        browser.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
