"""Speed on a slow processor, a mock interview by keyboard alone, what a phone does to a recording, and
motion."""

import json
import os
import re
import statistics

from playwright.sync_api import expect

from visit import PROCESSING_MS, Suite, Visit, until

LARGEST = """window.largest = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.largest = one.startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
window.slowest = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.interactionId) window.slowest.push([one.name, Math.round(one.duration)]); }).observe({ type: "event", buffered: true, durationThreshold: 16 });"""
LARGEST_MS, INTERACTION_MS, VISITS = 500, 100, 5


def is_quiet():
    """Whether times measured now say something of the pages: other work on the machine is not theirs."""
    return os.getloadavg()[0] < 0.75 * os.cpu_count()


class UseTests(Suite):
    """Use."""

    answer = None

    def made(self):
        if not UseTests.answer:
            with Visit(self) as visit:
                visit.record(8)
                UseTests.answer = visit.send()
        return UseTests.answer

    def slowed(self, visit):
        link = visit.context.new_cdp_session(visit.page)
        link.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        return link

    def test_01_the_largest_paint_comes_within_half_a_second_on_a_slow_processor(self):
        quiet = is_quiet()
        answer = self.made()
        for path in ("/", f"/answers/{answer}", "/practice"):
            times = []
            for _ in range(VISITS):
                with Visit(self, LARGEST) as visit:
                    page = visit.context.new_page()
                    page.add_init_script(LARGEST)
                    link = visit.context.new_cdp_session(page)
                    link.send("Emulation.setCPUThrottlingRate", {"rate": 4})
                    link.send("Network.enable")
                    link.send("Network.clearBrowserCache")
                    page.goto(self.base + path, wait_until="networkidle")
                    until(page, "window.largest > 0")
                    times.append(page.evaluate("window.largest"))
            middle = statistics.median(times)
            if not quiet:
                print("        not judged: the machine is busy", flush=True)
            print(f"        {path[:12]}: largest paint {middle:.0f} ms, of {VISITS} visits {min(times):.0f} to {max(times):.0f}", flush=True)
            assert middle <= LARGEST_MS or not quiet, (path, times)

    def test_02_each_interaction_is_answered_within_a_tenth_of_a_second_on_a_slow_processor(self):
        quiet = is_quiet()
        answer = self.made()
        with Visit(self, LARGEST) as visit:
            page = visit.page
            self.slowed(visit)
            for button in ("#other-question", "#more summary", "#setup summary", "#tab-type", "#tab-upload", "#tab-speak"):
                page.click(button)
                page.wait_for_timeout(300)
            home = page.evaluate("window.slowest")
            page.goto(f"{self.base}/answers/{answer}")
            until(page, "document.querySelector('#seek')?.getAttribute('role') === 'slider'")
            for button in (".answer-actions summary", "#result-title", "#fix", "#fix-cancel", ".moments summary"):
                if page.locator(button).count():
                    page.click(button)
                    page.wait_for_timeout(300)
            slow = sorted(home + page.evaluate("window.slowest"), key=lambda one: -one[1])
            print(f"        slowest of {len(slow)} interactions over 16 ms: {slow[:3]}", flush=True)
            if not quiet:
                print("        not judged: the machine is busy", flush=True)
            assert not slow or slow[0][1] <= INTERACTION_MS or not quiet, slow[:5]

    def tab_to(self, page, selector, most=120):
        """Presses the tabulator until an element has the focus."""
        for _ in range(most):
            if page.evaluate("(selector) => Boolean(document.activeElement?.matches(selector))", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not come to {selector}")

    def test_03_a_mock_interview_is_held_by_the_keyboard_alone(self):
        with Visit(self) as visit:
            page = visit.page
            page.goto(self.base + "/interviews")
            self.tab_to(page, "input[value=practice], input[value=mock]")
            page.keyboard.press("Home")
            self.tab_to(page, "#for-role")
            page.keyboard.type("Nurse")
            self.tab_to(page, "#make")
            page.keyboard.press("Enter")
            page.wait_for_url("**/interviews/ivw_*")
            expect(page.locator("#room-start")).to_be_visible()
            self.tab_to(page, "#room-start")
            page.keyboard.press("Enter")
            expect(page.locator("#room-answer")).to_be_visible()
            self.tab_to(page, "#room-answer")
            page.keyboard.press("Enter")
            expect(page.locator("#record-label")).to_have_text("Stop")
            until(page, "document.querySelector('#clock').textContent >= '0:03'")
            self.tab_to(page, "#record")
            page.keyboard.press("Enter")
            expect(page.locator("#send")).to_be_visible()
            self.tab_to(page, "#send")
            page.keyboard.press("Enter")
            expect(page.locator("#room-step")).to_contain_text(re.compile("Question 2|Follow-up"), timeout=PROCESSING_MS)
            tree = page.locator("main").aria_snapshot()
            for part in ("heading", "button"):
                assert part in tree, (part, tree)
            self.tab_to(page, "#room-end")
            page.keyboard.press("Enter")
            self.tab_to(page, "#stop button[value=end]")
            page.keyboard.press("Enter")
            expect(page.locator("#room-result")).to_be_visible()

    def test_04_what_a_phone_does_to_a_recording_loses_nothing(self):
        """The page is put away and frozen, a call takes the microphone, the tab is closed: what was said until then is there."""
        spy = """const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => (window.stream = await get(wanted));"""
        with Visit(self, spy) as visit:
            page = visit.page
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:02'")
            page.evaluate("document.dispatchEvent(new Event('freeze')), document.dispatchEvent(new Event('visibilitychange'))")
            # A call: the track is muted, then ended by the system.
            page.evaluate("window.stream.getAudioTracks()[0].dispatchEvent(new Event('mute'))")
            expect(visit.status()).to_contain_text("Another program took the microphone")
            page.evaluate("window.stream.getAudioTracks()[0].dispatchEvent(new Event('unmute'))")
            page.evaluate("window.stream.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
            expect(page.locator("#chosen")).to_contain_text(re.compile("Your take, 0:0[2-4]"))
            visit.discard()
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:03'")
            page.evaluate("document.dispatchEvent(new Event('freeze'))")
            page.wait_for_timeout(300)
            page.close(run_before_unload=False)
            again = visit.context.new_page()
            again.goto(self.base + "/")
            expect(again.locator("#chosen")).to_contain_text("Recovered")
            until(again, "Number.isFinite(document.querySelector('#playback').duration)")
            assert again.evaluate("document.querySelector('#playback').duration") > 2.5

    def test_05_nothing_moves_when_motion_is_not_wanted(self):
        with Visit(self, reduced_motion="reduce") as visit:
            page = visit.page
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:01'")
            moving = page.evaluate("""[...document.querySelectorAll("*")].filter((one) => {
              const style = getComputedStyle(one);
              return style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
            }).map((one) => one.tagName + "." + one.className)""")
            assert not moving, moving
            page.click("#record")
            visit.discard()

    def test_06_pace_and_fillers_are_shown_while_one_speaks_when_that_is_wanted(self):
        def heard(route):
            """The reply to a piece as of a service with Whisper, which the tests' own has not."""
            reply = route.fetch()
            route.fulfill(response=reply, headers={**reply.headers, "Heard-Ms": "9500", "Heard-Fillers": "2"})

        with Visit(self) as visit:
            page = visit.page
            page.route("**/v1/uploads/*", lambda route: heard(route) if route.request.method == "PATCH" else route.continue_())
            page.click("#setup summary")
            page.check("#pace")
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:12'")
            expect(page.locator("#pace-now")).to_have_text(re.compile("A good pace|Quick|Slow"))
            expect(page.locator("#fillers-now")).to_have_text("At least 2 fillers up to 0:09")
            self.picture(page, "live-pace")
            page.click("#record")
            page.wait_for_timeout(1_500)
            expect(page.locator("#fillers-now")).to_be_hidden()
            visit.discard()
            page.uncheck("#pace")
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:10'")
            expect(page.locator("#pace-now")).to_be_hidden()
            expect(page.locator("#fillers-now")).to_be_hidden()
            page.click("#record")
            visit.discard()

    def test_07_text_of_200_percent_hides_nothing_on_an_answer(self):
        with Visit(self, viewport={"width": 640, "height": 900}) as visit:
            page = visit.page
            page.add_init_script("addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('font-size', '200%'))")
            for path in (f"/answers/{self.made()}", "/practice", "/interviews", "/progress"):
                page.goto(self.base + path)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"

    def test_08_the_answer_s_data_has_what_its_page_shows(self):
        page = self.get(f"/answers/{self.made()}")[2].decode()
        answer = json.loads(self.get(f"/v1/answers/{self.made()}")[2])
        pace = answer["delivery"].get("wordsPerMinute")
        if pace:
            assert f"<b>{round(pace)}</b>" in page or f"<b>about {round(pace)}</b>" in page, pace
