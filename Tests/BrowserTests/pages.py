"""The pages around an answer: history, words put right, pauses and time to think, two tabs, errors, without a connection, as pictures."""

import json
import re

from playwright.sync_api import expect

from visit import PROCESSING_MS, Suite, Visit, until


class PageTests(Suite):
    """Pages."""

    def length(self, page):
        """How long the take on a page is."""
        until(page, "Number.isFinite(document.querySelector('#playback').duration)")
        return round(page.evaluate("document.querySelector('#playback').duration"), 1)

    def test_01_the_history_has_every_answer_and_finds_and_deletes(self):
        with Visit(self) as visit:
            page = visit.page
            made = [self.typed(visit, f"Question number {number}?") for number in range(3)]
            page.goto(self.base + "/answers")
            expect(page.locator("#answers a")).to_have_count(3)
            assert page.title() == "Your answers · Debrief"
            page.fill("#q", "number 1")
            page.keyboard.press("Enter")
            expect(page.locator("#answers a")).to_have_text(["Question number 1?"])
            page.click("#answers .delete")
            page.click("#sure button[value=keep]")
            assert self.get(f"/v1/answers/{made[1]}")[0] == 200
            page.click("#answers .delete")
            page.click("#sure button[value=delete]")
            expect(page.locator(".toast")).to_have_text("Deleted.")
            expect(page.locator(".empty")).to_contain_text("number 1")
            assert self.get(f"/v1/answers/{made[1]}")[0] == 404
            page.goto(f"{self.base}/answers/{made[0]}")
            assert page.title().startswith("Question number 0?")
            self.star_and_name(page, made[0])
            # Addresses of 0.1.0 lead to the same page.
            page.goto(f"{self.base}/#{made[2]}")
            page.reload()
            page.wait_for_url(f"**/answers/{made[2]}")

    def star_and_name(self, page, answer):
        """Stars and names the answer on the page, and finds it by both."""
        page.click(".answer-actions .star")
        expect(page.locator(".answer-actions .star")).to_have_attribute("aria-pressed", "true")
        page.click("#rename")
        page.fill("#new-name", "For Norrpay, third take")
        page.keyboard.press("Enter")
        expect(page.locator("#own-name")).to_have_text("For Norrpay, third take")
        page.goto(self.base + "/answers")
        page.click("a[href='/answers?starred=true']")
        expect(page.locator("#answers a")).to_have_text(["For Norrpay, third take"])
        expect(page.locator("#answers .soft")).to_contain_text("Question number 0?")
        page.fill("#q", "norrpay")
        page.keyboard.press("Enter")
        expect(page.locator("#answers a")).to_have_count(1)
        page.click("#answers .star")
        expect(page.locator("#answers .star")).to_have_attribute("aria-pressed", "false")
        page.reload()
        expect(page.locator(".empty")).to_be_visible()
        page.goto(f"{self.base}/answers/{answer}")
        page.click("#rename")
        page.fill("#new-name", "")
        page.click("#naming button[value=name]")
        expect(page.locator("#own-name")).to_be_hidden()

    def test_02_words_are_put_right_in_their_place_and_scored_again(self):
        with Visit(self) as visit:
            page = visit.page
            visit.record(4)
            page.set_input_files("#transcript", {"name": "words.txt", "mimeType": "text/plain", "buffer": b"I lead the migration. It was slow."})
            answer = visit.send()
            # The button shows when the page listens.
            expect(page.locator("#fix")).to_be_visible()
            page.locator("#heard .word", has_text="lead").dblclick()
            line = page.locator("#heard [data-from]").first
            expect(line).to_be_focused()
            assert page.evaluate("getSelection().toString()") == "lead"
            page.keyboard.insert_text("led")
            expect(line).to_have_text("I led the migration. It was slow.")
            page.click("#fix-undo")
            expect(line).to_have_text("I lead the migration. It was slow.")
            page.click("#fix-cancel")
            expect(page.locator("#heard .word", has_text="lead")).to_be_visible()
            page.click("#fix")
            expect(line).to_be_focused()
            line.fill("I led the migration. It was slow.")
            self.picture(page, "fixing")
            with page.expect_navigation():
                page.click("#fix-save")
            visit.finish()
            expect(page.locator("#heard")).to_contain_text("I led the migration")
            assert json.loads(self.get(f"/v1/answers/{answer}")[2])["transcript"]["text"].startswith("I led")

    def test_03_a_paused_take_is_as_long_as_what_was_said(self):
        with Visit(self) as visit:
            page = visit.page
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:02'")
            page.click("#pause")
            expect(page.locator("#hint")).to_contain_text("Paused")
            page.wait_for_timeout(500)
            stands = page.locator("#clock").inner_text()
            page.wait_for_timeout(3000)
            assert page.locator("#clock").inner_text() == stands, "the clock goes on in a pause"
            page.click("#pause")
            page.wait_for_timeout(2000)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            until(page, "Number.isFinite(document.querySelector('#playback').duration)")
            length = page.evaluate("document.querySelector('#playback').duration")
            minutes, seconds = re.search(r"(\d+):(\d+)", page.locator("#chosen").inner_text()).groups()
            said = 60 * int(minutes) + int(seconds)
            assert said - 1 < length < said + 1.5, f"the take lasts {length} s and its clock says {said}"
            visit.discard()

    def test_04_time_to_think_can_be_cut_short_and_the_choice_is_remembered(self):
        with Visit(self) as visit:
            page = visit.page
            page.click("#setup summary")
            page.select_option("#think", "30")
            page.reload()
            page.click("#record")
            expect(page.locator("#countdown")).to_have_text(re.compile("0:(30|29)"))
            expect(page.locator("#record-label")).to_have_text("Start now")
            self.picture(page, "thinking")
            page.click("#record")
            expect(page.locator("#record-label")).to_have_text("Stop")
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            visit.discard()
            expect(visit.status()).to_have_text("Discarded.")

    def test_05_two_tabs_keep_a_take_each_and_a_closed_one_is_found_again(self):
        with Visit(self) as visit:
            first = visit.page
            visit.record(2)
            second = visit.context.new_page()
            second.goto(self.base + "/")
            expect(second.locator("#record")).to_be_visible()
            second.wait_for_timeout(2000)
            expect(second.locator("#take")).to_be_hidden()
            second.click("#record")
            until(second, "document.querySelector('#clock').textContent >= '0:03'")
            second.click("#record")
            expect(second.locator("#send")).to_be_visible()
            second.wait_for_timeout(500)
            before = [self.length(page) for page in (first, second)]
            for page in (first, second):
                page.reload()
                expect(page.locator("#send")).to_be_visible()
            assert [self.length(page) for page in (first, second)] == before and before[0] != before[1], before
            second.close()
            third = visit.context.new_page()
            third.goto(self.base + "/")
            expect(third.locator("#send")).to_be_visible()
            third.close()

    def test_06_role_and_notes_are_remembered_and_notes_are_seen_while_recording(self):
        with Visit(self) as visit:
            page = visit.page
            page.click("#more summary")
            page.fill("#role", "Nurse")
            page.fill("#notes", "Night shift story")
            page.reload()
            assert page.input_value("#role") == "Nurse"
            expect(page.locator("#notes-shown")).to_have_text("Night shift story")
            page.click("#record")
            expect(page.locator("#notes-shown")).to_be_visible()
            page.click("#record")
            visit.discard()

    def test_07_people_get_pages_where_programs_get_problems(self):
        with Visit(self) as visit:
            page = visit.page
            for path in ("/nope", "/answers/ans_unknown"):
                assert page.goto(self.base + path).status == 404
                expect(page.locator("h1")).to_have_text("There is nothing here")
            self.picture(page, "not-found")
        status, headers, body = self.house.ask("/nope")
        assert status == 404 and headers["Content-Type"] == "application/problem+json", headers["Content-Type"]
        status, headers, _ = self.house.ask("/v1/answers/ans_unknown", headers={"Accept": "text/html"})
        assert status == 404 and headers["Content-Type"] == "application/problem+json"

    def test_08_files_are_kept_for_ever_and_pages_are_asked_for_again(self):
        page = self.house.ask("/")[2].decode()
        style = re.search(r'href="(/assets/[0-9a-f]{16}/css/[^"]+)"', page)[1]
        status, headers, _ = self.house.ask(style)
        assert status == 200 and "immutable" in headers["Cache-Control"]
        assert self.house.ask(style, headers={"If-None-Match": headers["ETag"]})[0] == 304
        assert self.house.ask(re.sub("[0-9a-f]{16}", "0" * 16, style))[1]["Cache-Control"] == "no-cache"
        headers = self.house.ask("/docs/errors")[1]
        assert self.house.ask("/docs/errors", headers={"If-None-Match": headers["ETag"]})[0] == 304

    def test_09_a_first_visit_weighs_at_most_120_kb_and_a_second_only_the_page(self):
        with Visit(self) as visit:
            page = visit.context.new_page()
            link = visit.context.new_cdp_session(page)
            link.send("Network.enable")
            loaded = []
            link.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
            link.send("Network.clearBrowserCache")
            page.goto(self.base + "/", wait_until="networkidle")
            first, loaded[:] = sum(loaded), []
            page.goto(self.base + "/answers", wait_until="networkidle")
            page.goto(self.base + "/", wait_until="networkidle")
            print(f"        first visit {first / 1000:.1f} kB; the next two pages {sum(loaded) / 1000:.1f} kB", flush=True)
            assert 0 < first < 120_000, first
            assert sum(loaded) < 20_000, loaded

    def test_10_without_a_connection_the_recorder_opens_and_keeps_a_take(self):
        with Visit(self, service_workers="allow") as visit:
            page = visit.page
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            until(page, "navigator.serviceWorker.controller !== null")
            visit.context.set_offline(True)
            page.goto(self.base + "/")
            visit.record(2)
            page.wait_for_timeout(300)
            page.reload()
            expect(page.locator("#send")).to_be_visible()
            page.goto(self.base + "/answers")
            expect(page.locator("h1")).to_have_text("You are offline")
            visit.context.set_offline(False)
            page.goto(self.base + "/")
            expect(page.locator("#send")).to_be_visible()
            page.click("#send")
            visit.finish()

    def test_11_the_picture_of_the_sound_is_a_slider(self):
        with Visit(self) as visit:
            page = visit.page
            visit.record(8)
            visit.send()
            seek = page.locator("#seek")
            expect(seek).to_have_attribute("role", "slider")
            seek.focus()
            page.keyboard.press("ArrowRight")
            until(page, "document.querySelector('#answer-audio').currentTime > 4")
            page.keyboard.press("Home")
            until(page, "document.querySelector('#answer-audio').currentTime < 2")
            page.wait_for_timeout(100)
            assert page.locator("#seek").get_attribute("aria-valuetext").endswith(page.locator("#result-about").inner_text().split(" · ")[1])
