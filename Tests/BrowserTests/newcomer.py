#!/usr/bin/env python3
"""Takes the picture of what a newcomer gets: the first page, the recording, the debrief. newcomer.py PROGRAM SPEECH.wav PICTURE.png"""

import io
import os
import pathlib
import signal
import sys
import tempfile

from PIL import Image
from playwright.sync_api import sync_playwright

from visit import House, Visit

WIDTH, HEIGHT, GAP, SECONDS = 390, 844, 24, 33


class Newcomer:
    """What ``Visit`` wants to know of a suite."""

    def __init__(self, house, browser):
        self.base, self.browser = house.base, browser


def pictures(visit):
    """The page before, during and after a recording of the whole sample."""
    page = visit.page

    def shot():
        page.wait_for_timeout(500)
        return Image.open(io.BytesIO(page.screenshot()))

    page.fill("#question", "Tell me about a hard problem you solved.")
    page.evaluate("document.activeElement.blur()")
    yield shot()
    page.click("#record")
    page.wait_for_timeout(7000)
    yield shot()
    page.wait_for_timeout(1000 * SECONDS - 7000)
    page.click("#record")
    page.wait_for_selector("#send:visible")
    visit.send()
    page.evaluate("scrollTo(0, 0)")
    yield shot()
    page.evaluate("document.querySelector('.listen').scrollIntoView({ block: 'start' })")
    yield shot()


def main():
    program, speech, target = (pathlib.Path(one) for one in sys.argv[1:])
    # The companion hears, as it does for a newcomer.
    os.environ.setdefault("COMPANION_ENABLED", "true")
    with tempfile.TemporaryDirectory(prefix="debrief-pictures.") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                  f"--use-file-for-fake-audio-capture={speech.resolve()}"],
        )
        house = House(program, pathlib.Path(folder) / "data")
        try:
            with Visit(Newcomer(house, browser), viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB") as visit:
                all_of_them = list(pictures(visit))
        finally:
            house.kill(signal.SIGTERM)
        browser.close()
    strip = Image.new("RGB", (len(all_of_them) * (WIDTH + GAP) - GAP, HEIGHT), "white")
    for index, one in enumerate(all_of_them):
        strip.paste(one.convert("RGB"), (index * (WIDTH + GAP), 0))
    strip.quantize(128).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size // 1000} kB")


main()
