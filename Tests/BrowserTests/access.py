"""What axe-core finds wrong with the pages, for people who see, hear or move otherwise: light and dark, on a phone and on a desk."""

import pathlib

import axe_playwright_python
from playwright.sync_api import expect

from visit import WORDS, Suite, Visit, until

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class AccessTests(Suite):
    """Accessibility. The checker is put into the page by the browser, so that the page's own policy stays as it is."""

    spoken = typed = None

    def visits(self):
        for width, scheme in LOOKS:
            with Visit(self, script=AXE, viewport={"width": width, "height": 900}, color_scheme=scheme) as visit:
                yield visit, f"{width}-{scheme}"

    def check(self, page, name):
        # The page under test may still be fading or turning; what is looked at is what stays.
        found = page.evaluate("(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations', 'incomplete'] })", RULES)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.picture(page, name)
        lines = [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:120]} – {node['failureSummary'][:200]}"
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]
        assert not lines, f"{name}: " + "\n        ".join(lines)
        assert wide <= 0, f"{name} is {wide} px wider than the window"
        assert len(found["passes"]) > 5, f"{name}: the checker looked at nothing"

    def answer(self):
        """One recorded answer with its words, and one that was typed."""
        if self.spoken:
            return
        with Visit(self) as visit:
            page = visit.page
            visit.record(12)
            page.set_input_files("#transcript", {"name": "words.txt", "mimeType": "text/plain", "buffer": WORDS.encode()})
            page.click("#ask summary")
            page.fill("#keywords", "latency, rollback")
            page.fill("#idealAnswer", "I measured first. I changed one thing. The reports got faster.")
            page.check("#narrative")
            AccessTests.spoken = visit.send()
            page.click("#again")
            page.click("#tab-type")
            page.fill("#typed", WORDS)
            page.click("#send-typed")
            AccessTests.typed = visit.finish()

    def test_00_the_checker_says_who_it_is(self):
        with Visit(self, script=AXE) as visit:
            print(f"        axe-core {visit.page.evaluate('axe.version')}, {', '.join(RULES)}", flush=True)
            visit.page.evaluate("() => { const image = document.createElement('img'); image.src = '/favicon.ico'; document.body.append(image); }")
            found = visit.page.evaluate("axe.run(document).then((all) => all.violations.map((one) => one.id))")
            assert "image-alt" in found, f"it overlooks an image without a text: {found}"

    def test_01_the_page_where_an_answer_is_recorded_or_typed(self):
        for visit, look in self.visits():
            page = visit.page
            expect(page.locator("#compose")).to_be_visible()
            for summary in page.locator("#compose summary").all():
                summary.click()
            self.check(page, f"access-compose-{look}")
            page.click("#record")
            until(page, "document.querySelector('#clock').textContent >= '0:01'")
            self.check(page, f"access-recording-{look}")
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            self.check(page, f"access-take-{look}")
            visit.discard()

    def test_02_the_page_while_it_works(self):
        for visit, look in self.visits():
            page = visit.page
            page.route("**/v1/answers", lambda route: route.abort("connectionreset"))
            page.click("#tab-type")
            page.fill("#typed", WORDS)
            page.click("#send-typed")
            expect(page.locator("#try-now")).to_be_visible()
            self.check(page, f"access-working-{look}")

    def test_03_the_result_of_a_recording_and_of_typed_words(self):
        self.answer()
        for visit, look in self.visits():
            page = visit.page
            for name, answer in (("result", self.spoken), ("typed-result", self.typed)):
                page.goto(f"{self.base}/answers/{answer}")
                page.reload()
                expect(page.locator("#result")).to_be_visible()
                page.wait_for_timeout(500)
                for summary in page.locator("#result details:not(.menu) > summary:visible").all():
                    summary.click()
                self.check(page, f"access-{name}-{look}")
            page.click("main .menu summary")
            self.check(page, f"access-menu-{look}")
            page.keyboard.press("Escape")
            page.click("#forget")
            self.check(page, f"access-sure-{look}")

    def test_04_the_pages_of_the_interface_and_of_errors(self):
        for visit, look in self.visits():
            for path, name in (("/docs", "docs"), ("/docs/errors", "errors")):
                visit.page.goto(self.base + path)
                for summary in visit.page.locator("summary").all()[:3]:
                    summary.click()
                self.check(visit.page, f"access-{name}-{look}")

    def test_04b_the_lists_progress_and_two_takes(self):
        self.answer()
        for visit, look in self.visits():
            pages = {"answers": "/answers", "progress": "/progress", "two-takes": f"/answers/{self.spoken}/compare/{self.typed}",
                     "questions": "/practice", "interviews": "/interviews"}
            for name, path in pages.items():
                if visit.page.goto(self.base + path).status == 404:
                    continue
                for summary in visit.page.locator("main details:not(.menu) > summary").all():
                    summary.click()
                self.check(visit.page, f"access-{name}-{look}")

    def test_05_the_report_as_a_page(self):
        self.answer()
        for visit, look in self.visits():
            for name, answer in (("report", self.spoken), ("typed-report", self.typed)):
                visit.page.goto(f"{self.base}/v1/answers/{answer}/report.html")
                self.check(visit.page, f"access-{name}-{look}")

    def test_06_two_takes_compared_and_a_series(self):
        self.answer()
        for visit, look in self.visits():
            for name, path in (
                ("compare", f"/v1/answers/{self.spoken}/compare/{self.typed}/report.html"),
                ("series", f"/v1/reports/series.html?answers={self.spoken},{self.typed}&title=Two"),
            ):
                reply = visit.page.goto(self.base + path)
                assert reply.status == 200, (path, reply.status)
                self.check(visit.page, f"access-{name}-{look}")
