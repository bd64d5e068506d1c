#!/usr/bin/env python3
"""Holds a mock interview as three kinds of new people would, with a real voice, and leaves a picture of every page they see.

    people.py PROGRAM SPEECH.wav FOLDER [--only student|engineer|nurse]
"""

import os
import pathlib
import signal
import sys
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

from visit import PROCESSING_MS, House, Visit

PEOPLE = {
    "student": {"role": "Shop assistant", "level": "entry", "count": "3", "size": (390, 844), "scheme": "light", "mode": "speak"},
    "engineer": {"role": "Backend engineer", "level": "senior", "count": "3", "size": (1280, 800), "scheme": "dark", "mode": "speak"},
    "nurse": {"role": "Registered nurse", "level": "mid", "count": "3", "size": (1024, 768), "scheme": "light", "mode": "type"},
}
WORDS = (
    "On my old ward we had two falls in one week. I was the nurse in charge of the night, so I looked at when they happened and saw "
    "that both were at the change of shift. I asked the team to walk the corridor together before the handover. In the next three "
    "months nobody fell at that time. I would do it again after these years at home."
)


class Newcomer:
    """What ``Visit`` wants to know of a suite."""

    def __init__(self, house, browser):
        self.base, self.browser = house.base, browser


def hold(name, person, house, browser, folder):
    width, height = person["size"]
    shots = iter(range(1, 100))

    def shot(what):
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{next(shots):02}-{what}.png", full_page=True)

    options = {"viewport": {"width": width, "height": height}, "color_scheme": person["scheme"]}
    if width < 500:
        options.update(device_scale_factor=2, is_mobile=True, has_touch=True)
    def now():
        return page.locator("#room-step").inner_text() + page.locator("#say").inner_text()

    with Visit(Newcomer(house, browser), **options) as visit:
        page = visit.page
        shot("home")
        page.goto(house.base + "/interviews")
        shot("set-up")
        page.fill("#for-role", person["role"])
        page.select_option("#for-level", person["level"])
        page.select_option("#for-count", person["count"])
        if name == "engineer":
            page.click("#new summary")
            page.check("#for-watch")
            page.fill("#for-skills", "Go, PostgreSQL")
            shot("set-up-open")
        page.click("#make")
        page.wait_for_url("**/interviews/ivw_*")
        expect(page.locator("#room-start")).to_be_visible()
        shot("ready")
        page.click("#room-start")
        expect(page.locator("#room-answer")).to_be_visible()
        shot("thinking")
        for turn in range(5):
            if page.locator("#room-result").is_visible():
                break
            asked = now()
            if page.locator("#room-answer").is_visible():
                page.click("#room-type" if person["mode"] == "type" and turn == 0 else "#room-answer")
            if person["mode"] == "speak":
                try:
                    expect(page.locator("#record-label")).to_have_text("Stop")
                except AssertionError:
                    shot("not-recording")
                    raise
                page.wait_for_timeout(9_000)
                if turn == 0:
                    shot("answering")
                page.click("#record")
                expect(page.locator("#send")).to_be_visible()
                if turn == 0:
                    shot("take")
                page.click("#send")
            else:
                expect(page.locator("#typed")).to_be_focused()
                page.fill("#typed", f"{WORDS} That was story {turn}.")
                if turn == 0:
                    shot("typing")
                page.click("#send-typed")
            page.wait_for_timeout(300)
            if turn == 0:
                shot("sent")
            end = time.monotonic() + 90
            while (now() == asked or not page.locator("#room-answer").is_visible()) and not page.locator("#room-result").is_visible():
                assert time.monotonic() < end, "no next question"
                page.wait_for_timeout(200)
            if turn == 0:
                shot("next-question")
        if not page.locator("#room-result").is_visible():
            page.click("#room-end")
            shot("end-asked")
            page.click("#stop button[value=end]")
        expect(page.locator("#room-result")).to_be_visible()
        shot("debrief-growing")
        expect(page.locator("#room-debrief .notice")).to_have_count(0, timeout=PROCESSING_MS)
        shot("debrief")
        page.click("#room-debrief a[href^='/answers/']")
        page.wait_for_url("**/answers/ans_*")
        shot("answer")
        page.goto(house.base + "/interviews")
        shot("list")
        page.goto(house.base + "/progress")
        shot("progress")


def main():
    program, speech, folder = (pathlib.Path(one) for one in sys.argv[1:4])
    only = sys.argv[5] if len(sys.argv) > 5 else None
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("COMPANION_ENABLED", "true")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="debrief-people.") as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                  f"--use-file-for-fake-audio-capture={speech.resolve()}"],
        )
        for name, person in PEOPLE.items():
            if only and name != only:
                continue
            house = House(program, pathlib.Path(data) / name)
            try:
                hold(name, person, house, browser, folder)
                print(f"ok      {name}", flush=True)
            except Exception as error:  # noqa: BLE001 – the pictures up to here say more, and the next person still comes
                failed += 1
                print(f"FAILED  {name}\n        {str(error).strip()[:600]}", flush=True)
            finally:
                house.kill(signal.SIGTERM)
        browser.close()
    sys.exit(1 if failed else 0)


main()
