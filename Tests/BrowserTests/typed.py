"""An answer that is typed instead of spoken."""

import json
import re

from playwright.sync_api import expect

from visit import WORDS, Suite, Visit


class TypedTests(Suite):
    """Typing."""

    def test_01_a_typed_answer_becomes_a_debrief_without_sound(self):
        with Visit(self) as visit:
            page = visit.page
            page.fill("#question", "Tell me about a hard problem.")
            page.click("#tab-type")
            expect(page.locator("#send-typed")).to_be_disabled()
            page.fill("#typed", WORDS)
            page.reload()
            assert page.input_value("#typed") == WORDS
            page.fill("#question", "Tell me about a hard problem.")
            self.picture(page, "typed")
            page.click("#send-typed")
            answer = json.loads(self.get("/v1/answers/" + visit.finish())[2])
            assert answer["transcript"]["text"] == WORDS and "recording" not in answer
            expect(page.locator("#result-title")).to_have_text("Tell me about a hard problem.")
            expect(page.locator("#heard")).to_contain_text("one table a week")
            expect(page.locator("#listen-title")).to_have_text("What you wrote")
            expect(page.locator("#verdict .score")).to_contain_text("of 100")
            for unused in ("#answer-audio", "#vtt", ".strips .strip", "#timeline svg"):
                expect(page.locator(unused)).to_have_count(0) if " " in unused else expect(page.locator(unused)).to_be_hidden()
            self.picture(page, "typed-result")
            page.click("#again")
            expect(page.locator("#typed")).to_be_focused()
            assert page.input_value("#typed") == ""

    def test_02_a_lost_reply_makes_no_second_typed_answer(self):
        with Visit(self) as visit:
            page = visit.page
            before, lost = len(self.house.answers()), []

            def lose(route):
                if not lost:
                    lost.append(route.fetch().status)
                    route.abort("connectionreset")
                else:
                    route.fallback()

            page.route(re.compile("/v1/answers$"), lose)
            page.click("#tab-type")
            page.fill("#typed", WORDS)
            page.click("#send-typed")
            expect(visit.status("working")).to_contain_text("kept in this tab")
            page.click("#try-now")
            visit.finish()
            assert lost == [202] and len(self.house.answers()) == before + 1

    def test_03_a_typed_answer_that_is_refused_is_still_there(self):
        with Visit(self) as visit:
            page = visit.page
            body = json.dumps({"status": 400, "code": "upload.invalid_field", "detail": "Answer wants words."})
            page.route(re.compile("/v1/answers$"), lambda route: route.fulfill(status=400, content_type="application/problem+json", body=body))
            page.click("#tab-type")
            page.fill("#typed", WORDS)
            page.click("#send-typed")
            expect(visit.status()).to_contain_text("Answer wants words.")
            assert page.input_value("#typed") == WORDS
