"""Uses the page as a candidate would: records, sends, follows, listens, reloads, deletes."""

import json
import re
import struct
import zlib

from playwright.sync_api import expect

from visit import Suite, Visit, until


def png():
    """A sound PNG of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


class RecorderPage(Suite):
    """The page from one end to the other."""

    answer = None

    def test_01_a_take_is_recorded_played_sent_and_becomes_a_debrief(self):
        with Visit(self) as visit:
            page = visit.page
            page.click("#more summary")
            page.fill("#candidate", "Ada <b>Example</b>")
            page.fill("#role", "Backend engineer")
            visit.record(8)
            self.picture(page, "take")
            until(page, "Number.isFinite(document.querySelector('#playback').duration)")
            length = page.evaluate("document.querySelector('#playback').duration")
            minutes, seconds = re.search(r"(\d+):(\d+)", page.locator("#chosen").inner_text()).groups()
            said = 60 * int(minutes) + int(seconds)
            assert said >= 8 and said - 1 < length < said + 2, f"the take's length is {length}, and its clock says {said}"
            page.evaluate("document.querySelector('#playback').play()")
            until(page, "document.querySelector('#playback').currentTime > 0.5")
            stages = []
            page.expose_function("sawStage", lambda stage: stages.append(stage))
            page.add_init_script(
                """addEventListener("DOMContentLoaded", () => {
                  const tell = () => sawStage(document.querySelector("#stages .now")?.dataset.stage);
                  if (document.querySelector("#stages")) tell();
                  new MutationObserver(tell).observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true });
                })"""
            )
            page.click("#send")
            expect(page.locator("#working")).to_be_visible()
            self.picture(page, "working")
            self.answer = visit.finish()
            seen = list(dict.fromkeys(stage for stage in stages if stage))
            order = ["upload", "decode", "transcribe", "analyze", "evaluate", "report"]
            assert len(seen) > 1, seen
            assert [stage for stage in order if stage in seen] == seen, f"stages out of order: {seen}"
            expect(page.locator("#result-about")).to_contain_text("Ada <b>Example</b>")
            expect(page.locator("#result-about")).to_contain_text(re.compile(r"· \d:\d\d ·"))
            expect(page.locator("#result-title")).to_be_focused()
            self.picture(page, "result")

    def test_02_the_result_links_a_pdf(self):
        with Visit(self) as visit:
            visit.page.goto(f"{self.base}/answers/{self.answer}")
            expect(visit.page.locator("#result")).to_be_visible()
            status, headers, body = self.get(visit.page.get_attribute("#pdf", "href"))
            assert status == 200 and headers["Content-Type"] == "application/pdf" and body.startswith(b"%PDF-")

    def test_03_a_word_plays_from_its_time(self):
        answer = json.loads(self.get(f"/v1/answers/{self.answer}")[2])
        with Visit(self) as visit:
            page = visit.page
            page.goto(f"{self.base}/answers/{self.answer}")
            words = page.locator("#heard .word[data-ms]")
            expect(words.first).to_be_visible()
            word = words.nth(words.count() - 1)
            at = int(word.get_attribute("data-ms")) / 1000
            known = {one.get("startMs") for one in answer["transcript"]["words"] + answer["delivery"]["fillers"]["items"]}
            assert int(word.get_attribute("data-ms")) in known
            word.click()
            until(page, "!document.querySelector('#answer-audio').paused")
            first = page.evaluate("document.querySelector('#answer-audio').currentTime")
            assert at - 0.3 <= first < at + 1.5, f"the word at {at} s plays from {first} s"
            until(page, f"(a => a.currentTime > {first} + 0.2 || a.ended)(document.querySelector('#answer-audio'))")
            length = page.evaluate("document.querySelector('#answer-audio').duration")
            assert abs(length - answer["recording"]["durationMs"] / 1000) < 0.3, f"the player shows {length} s"

    def test_04_an_unsent_take_survives_a_reload_and_a_discarded_one_does_not(self):
        with Visit(self) as visit:
            page = visit.page
            page.fill("#question", "What did you learn?")
            visit.record(2)
            page.wait_for_timeout(300)
            page.reload()
            expect(page.locator("#send")).to_be_visible()
            assert page.input_value("#question") == "What did you learn?"
            until(page, "document.querySelector('#playback').duration > 1.5")
            visit.discard()
            page.wait_for_timeout(300)
            page.reload()
            expect(page.locator("#record")).to_be_visible()
            page.wait_for_timeout(500)
            expect(page.locator("#take")).to_be_hidden()

    def test_05_a_take_interrupted_by_a_reload_is_there_up_to_its_last_second(self):
        with Visit(self) as visit:
            page = visit.page
            page.on("dialog", lambda dialog: dialog.accept())
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:04'")
            page.reload()
            expect(page.locator("#chosen")).to_contain_text("interrupted")
            until(page, "document.querySelector('#playback').duration > 2")
            visit.discard()

    def test_06_a_lost_connection_is_retried_until_the_recording_is_accepted(self):
        with Visit(self) as visit:
            page = visit.page
            left = [2]

            def lose(route):
                left[0] -= 1
                if left[0] >= 0:
                    route.abort("connectionreset")
                else:
                    route.fallback()

            page.route(re.compile("/v1/answers$"), lose)
            visit.record(2)
            page.click("#send")
            expect(visit.status("working")).to_contain_text("safe in this browser")
            self.picture(page, "retry")
            page.click("#try-now")
            visit.finish()

    def test_07_sending_can_be_stopped_and_keeps_the_take(self):
        with Visit(self) as visit:
            page = visit.page
            page.route(re.compile("/v1/answers$"), lambda route: route.abort("connectionrefused"))
            visit.record(2)
            page.click("#send")
            expect(visit.status("working")).to_contain_text("Trying again")
            page.click("#stop-sending")
            expect(page.locator("#send")).to_be_visible()
            page.reload()
            expect(page.locator("#send")).to_be_visible()

    def test_08_a_picture_is_refused_with_a_reason_and_nothing_is_stuck(self):
        with Visit(self) as visit:
            page = visit.page
            page.set_input_files("#file", {"name": "holiday.png", "mimeType": "image/png", "buffer": png()})
            expect(visit.status()).to_have_class(re.compile("bad"))
            expect(visit.status()).to_contain_text("“holiday.png” is an image")
            self.picture(page, "png")
            expect(page.locator("#take")).to_be_hidden()
            page.reload()
            page.wait_for_timeout(500)
            expect(page.locator("#take")).to_be_hidden()
            visit.record(1)

    def test_09_a_refused_microphone_is_explained(self):
        with Visit(self) as visit:
            # The fake microphone is never refused, so the browser's refusal is played.
            visit.page.evaluate(
                """() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("Permission denied", "NotAllowedError") } }"""
            )
            visit.page.click("#record")
            expect(visit.status()).to_contain_text("may not use the microphone")
            expect(visit.page.locator("#record")).to_be_enabled()

    def test_10_the_keyboard_suffices(self):
        with Visit(self) as visit:
            page = visit.page
            press = page.keyboard.press

            def tab_to(name):
                for _ in range(40):
                    if page.evaluate("document.activeElement.id") == name:
                        return
                    press("Tab")
                raise AssertionError(f"{name} cannot be reached with Tab")

            tab_to("record")
            press("Enter")
            expect(page.locator("#record-label")).to_have_text("Stop")
            until(page, "document.querySelector('#clock').textContent >= '0:03'")
            press("Enter")
            expect(page.locator("#send")).to_be_visible()
            tab_to("send")
            press("Enter")
            visit.finish()
            tab_to("forget")
            press("Enter")
            expect(page.locator("#sure")).to_be_visible()
            press("Escape")
            expect(page.locator("#result")).to_be_visible()
            press("Enter")
            press("Tab")
            press("Enter")
            expect(visit.status()).to_have_text("Deleted.")
            assert page.evaluate("document.activeElement.id") == "record"

    def test_11_deleting_removes_the_answer_everywhere(self):
        with Visit(self) as visit:
            page = visit.page
            page.goto(f"{self.base}/answers/{self.answer}")
            page.click("#forget")
            page.click("#sure button[value=keep]")
            assert self.get(f"/v1/answers/{self.answer}")[0] == 200
            page.click("#forget")
            page.click("#sure button[value=delete]")
            expect(visit.status()).to_have_text("Deleted.")
            assert self.get(f"/v1/answers/{self.answer}")[0] == 404
            page.goto(f"{self.base}/answers")
            expect(page.locator(f"a[href='/answers/{self.answer}']")).to_have_count(0)
            assert page.goto(f"{self.base}/answers/{self.answer}").status == 404
            expect(page.locator("h1")).to_have_text("There is nothing here")

    def test_12_nothing_is_wider_than_a_phone(self):
        for scheme in ("light", "dark"):
            options = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
            with Visit(self, **options) as visit:
                visit.page.wait_for_selector("#compose:not([hidden])")
                assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
                self.picture(visit.page, f"phone-{scheme}")

    def test_13_the_weight_of_a_first_visit(self):
        with Visit(self) as visit:
            page = visit.context.new_page()
            link, sizes = visit.context.new_cdp_session(page), []
            link.send("Network.enable")
            link.send("Network.setCacheDisabled", {"cacheDisabled": True})
            link.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
            page.goto(self.base + "/", wait_until="networkidle")
            page.evaluate("document.fonts.ready.then(() => true)")
            print(f"        {sum(sizes):.0f} bytes in {len(sizes)} requests", flush=True)
            assert len(sizes) > 10 and sum(sizes) <= 120_000, sizes
