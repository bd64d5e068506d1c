"""An interview by voice: set up, asked, thought about, answered, skipped, ended, gone on with after a reload."""

import re

from playwright.sync_api import expect

from visit import PROCESSING_MS, Suite, Visit, until


class InterviewTests(Suite):
    """Interviews."""

    def make(self, visit, mode, **choices):
        page = visit.page
        if page.goto(self.base + "/interviews").status == 404:
            return False
        page.check(f"input[value={mode}]")
        page.fill("#for-role", "Backend engineer")
        page.select_option("#for-count", "3")
        if choices:
            page.click("#new summary")
        for name, value in choices.items():
            page.select_option(f"#for-{name}", value)
        page.click("#make")
        page.wait_for_url("**/interviews/ivw_*")
        return True

    def test_01_a_mock_interview_by_voice_from_its_set_up_to_its_debrief(self):
        with Visit(self) as visit:
            page = visit.page
            if not self.make(visit, "mock", think="30000", follow="0"):
                print("        skipped: this build has no interviews", flush=True)
                return
            page.click("#room-start")
            expect(page.locator("#room-timer")).to_have_text(re.compile("0:(30|2\\d)"))
            first = page.locator("#say").inner_text()
            self.picture(page, "interview-thinking")
            page.click("#room-answer")
            expect(page.locator("#record-label")).to_have_text("Stop")
            until(page, "document.querySelector('#clock').textContent >= '0:03'")
            self.picture(page, "interview-answering")
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            page.click("#send")
            expect(page.locator("#say")).not_to_have_text(first, timeout=60_000)
            expect(page.locator("#room-step")).to_contain_text("Question 2", timeout=60_000)
            page.reload()
            expect(page.locator("#room-step")).to_contain_text("Question 2")
            expect(page.locator("#room-skip")).to_be_visible(timeout=15_000)
            page.click("#room-end")
            page.click("#stop button[value=end]")
            expect(page.locator("#room-result")).to_be_visible()
            expect(page.locator("#room-debrief a[href^='/answers/']")).to_have_count(1, timeout=PROCESSING_MS)
            self.picture(page, "interview-debrief")

    def test_02_a_coached_interview_shows_good_answers_and_goes_back_and_forth(self):
        with Visit(self) as visit:
            page = visit.page
            if not self.make(visit, "coach"):
                return
            page.click("#room-start")
            expect(page.locator("#room-show")).to_be_visible()
            first = page.locator("#say").inner_text()
            page.click("#room-show")
            expect(page.locator("#room-example")).to_be_visible()
            self.picture(page, "interview-coach")
            page.click("#room-next")
            expect(page.locator("#say")).not_to_have_text(first)
            page.click("#room-back")
            expect(page.locator("#say")).to_have_text(first)
