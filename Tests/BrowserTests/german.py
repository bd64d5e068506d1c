"""The pages in German, as a browser that accepts it gets them: whole, nothing cut off, on a phone and on a desk."""

import re

from playwright.sync_api import expect

from visit import WORDS, Suite, Visit, until

# What is cut off or sticks out: text wider than its box where the box clips it, and anything past the edge of the window.
CUT = """() => {
  const cut = [];
  const edge = document.documentElement.clientWidth + 1;
  for (const one of document.querySelectorAll("main *, header *, footer *")) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || !box.height || style.visibility === "hidden" || one.closest("svg, .unseen, canvas")) continue;
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const clips = ["hidden", "clip"].includes(style.overflowX) || ["BUTTON", "SELECT"].includes(one.tagName);
    if (hasText && clips && one.scrollWidth > one.clientWidth + 1 && style.textOverflow !== "ellipsis") cut.push(one.tagName + "." + one.className + ": " + one.textContent.trim().slice(0, 60));
    if (box.right > edge && !one.closest(".scroll, pre, audio, dialog")) cut.push("past the edge: " + one.tagName + "." + one.className + ": " + one.textContent.trim().slice(0, 60));
  }
  return cut;
}"""


class GermanTests(Suite):
    """German."""

    answer = None

    def made(self):
        if not GermanTests.answer:
            with Visit(self, locale="de-DE") as visit:
                visit.page.click("#record")
                expect(visit.page.locator("#record-label")).to_have_text("Stopp")
                visit.page.wait_for_timeout(8000)
                visit.page.click("#record")
                expect(visit.page.locator("#chosen")).to_contain_text("Ihre Aufnahme, 0:")
                GermanTests.answer = visit.send()
        return GermanTests.answer

    def whole(self, page, name):
        assert page.locator("html").get_attribute("lang") == "de", name
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the window"
        cut = page.evaluate(CUT)
        assert not cut, (name, cut)

    def test_01_home_and_an_answer_are_german_with_nothing_cut_off(self):
        answer = self.made()
        for width in (390, 1280):
            with Visit(self, locale="de-DE", viewport={"width": width, "height": 844}) as visit:
                page = visit.page
                page.goto(self.base + "/")
                expect(page.locator("#record-label")).to_have_text("Aufnehmen")
                self.whole(page, f"home at {width}")
                self.picture(page, f"home-de-{width}")
                page.goto(f"{self.base}/answers/{answer}")
                expect(page.locator("#listen-title")).to_have_text("Was zu hören war")
                expect(page.locator(".strip-label").first).to_have_text("Tempo")
                # Times of day in the form of the language.
                expect(page.locator("#result-about time")).to_have_text(re.compile(r"\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}"))
                self.whole(page, f"answer at {width}")
                self.picture(page, f"answer-de-{width}")

    def test_02_every_other_page_is_german_too(self):
        answer = self.made()
        for width in (320, 1280):
            with Visit(self, locale="de-DE", viewport={"width": width, "height": 844}) as visit:
                for path in ("/answers", "/practice", "/interviews", "/progress", "/resumes", "/knowledge", "/nope", "/offline",
                             f"/answers/{answer}/compare/{answer}", f"/?again={answer}"):
                    visit.page.goto(self.base + path)
                    for summary in visit.page.locator("main details:not(.menu) > summary").all():
                        summary.click()
                    self.whole(visit.page, f"{path} at {width}")
                    self.picture(visit.page, f"page{path.replace('/', '-')[:14]}-de-{width}")

    def test_03_the_language_is_chosen_at_the_foot_of_the_page_and_stays(self):
        with Visit(self, locale="en-GB") as visit:
            page = visit.page
            page.goto(self.base + "/practice?kind=motivation")
            page.click(".languages a[lang=de]")
            page.wait_for_url(self.base + "/practice?kind=motivation")
            expect(page.locator("h1")).to_have_text("Fragen")
            page.goto(self.base + "/")
            expect(page.locator("#record-label")).to_have_text("Aufnehmen")
            page.click(".languages a[lang=en]")
            expect(page.locator("#record-label")).to_have_text("Record")

    def test_04_problems_are_said_in_german(self):
        with Visit(self, locale="de-DE") as visit:
            page = visit.page
            page.click("#tab-upload")
            page.set_input_files("#file", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 and so on"})
            expect(visit.status()).to_have_text("„foto.jpg“ ist ein Bild. Wählen Sie eine Tondatei (MP3, M4A, WAV …).")
            page.set_input_files("#file", {"name": "kaputt.wav", "mimeType": "audio/wav", "buffer": b"RIFF\x10\x00\x00\x00WAVEjunk"})
            page.click("#send")
            expect(visit.status()).to_contain_text("„kaputt.wav“ wurde nicht angenommen.", timeout=30_000)
            assert page.evaluate("document.body.innerText").find("Undefined") < 0

    def test_05_the_report_is_german(self):
        for name, kind, start in (("report.pdf", "application/pdf", b"%PDF"), ("appendix.pdf", "application/pdf", b"%PDF"),
                                  ("report.html", "text/html", b"<!DOCTYPE html>\n<html lang=\"de\"")):
            status, headers, body = self.house.ask(f"/v1/answers/{self.made()}/{name}", headers={"Accept-Language": "de"})
            assert status == 200 and headers["Content-Type"].startswith(kind) and body.startswith(start), (name, status)
            assert "Accept-Language" in (headers["Vary"] or ""), (name, headers["Vary"])

    def test_06_without_a_connection_the_kept_pages_are_in_the_language_chosen_last(self):
        with Visit(self, locale="en-GB", service_workers="allow") as visit:
            page = visit.page
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            until(page, "navigator.serviceWorker.controller !== null")
            page.click(".languages a[lang=de]")
            expect(page.locator("#record-label")).to_have_text("Aufnehmen")
            page.wait_for_timeout(2000)
            visit.context.set_offline(True)
            page.goto(self.base + "/answers")
            expect(page.locator("h1")).to_have_text("Sie sind offline")
            page.goto(self.base + "/")
            expect(page.locator("#record-label")).to_have_text("Aufnehmen")

    def test_07_a_typed_answer_s_page_and_report_have_no_english_sentence_of_ours(self):
        """What the speaker wrote, and words to say in an interview, are in quotation marks, in the transcript, or known below."""
        with Visit(self, locale="de-DE") as visit:
            page = visit.page
            page.fill("#question", "Tell me about a hard problem.")
            page.click("#tab-type")
            page.fill("#typed", WORDS)
            page.click("#send-typed")
            answer = visit.finish()
            for path in (f"/answers/{answer}", f"/v1/answers/{answer}/report.html", "/progress", "/"):
                page.goto(self.base + path)
                text = page.evaluate("""() => {
                  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
                  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("[lang=en], #heard, blockquote, script, .line, textarea, .said, h1")) all.push(walk.currentNode.data);
                  return all.join("\\n");
                }""")
                text = re.sub(r"[„“\"][^“”\"]*[“”\"]", "", text)
                english = re.findall(r"\b(?:the|and|your|you|is|are|of|with|this|that|from|not|were)\b", text.replace(WORDS, ""))
                assert not english, (path, english, [line for line in text.split("\n") if english[0] in line.split()][:3])
