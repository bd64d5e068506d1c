"""What the five earlier interview apps could do, in the pages, each from its beginning to its end."""

import re

from playwright.sync_api import expect

from visit import PROCESSING_MS, Suite, Visit

STORY = (
    "Last spring our ward lost notes every night. I was in charge of the handover, so first I counted for a week what went missing. "
    "Then I wrote a list that both shifts sign, because the gap was between them. As a result no note was lost in half a year. "
    "I learned to measure before I guess. This is answer number {}."
)


class SeedTests(Suite):
    """Seeds 000 to 004."""

    def set_up(self, page, mode, role, count, more=None):
        page.goto(self.base + "/interviews")
        page.check(f"input[name=mode][value={mode}]")
        page.fill("#for-role", role)
        page.select_option("#for-count", str(count))
        if more:
            if not page.locator("#new details").evaluate("one => one.open"):
                page.click("#new summary")
            more(page)
        page.click("#make")
        page.wait_for_url("**/interviews/ivw_*")
        return page.url.split("/")[-1]

    def begin(self, page):
        """Starts the interview and waits for its first question."""
        page.click("#room-start")
        expect(page.locator("#room-step")).to_contain_text("Question 1")

    def type_answer(self, page, number):
        """Types an answer to the open question and sends it."""
        expect(page.locator("#desk")).to_be_visible()
        page.click("#tab-type")
        page.fill("#typed", STORY.format(number))
        page.click("#send-typed")

    def test_01_seed_000_coach_and_practice(self):
        with Visit(self) as visit:
            page = visit.page
            self.set_up(page, "coach", "Registered nurse", 5)
            self.begin(page)
            first = page.locator("#say").inner_text()
            expect(page.locator("#room-example")).to_be_hidden()
            page.click("#room-show")
            expect(page.locator("#room-example li").first).to_be_visible()
            page.click("#room-next")
            expect(page.locator("#say")).not_to_have_text(first)
            page.click("#room-back")
            expect(page.locator("#say")).to_have_text(first)
            self.set_up(page, "practice", "Registered nurse", 5)
            self.begin(page)
            asked = set()
            for number in range(1, 6):
                expect(page.locator("#room-step")).to_contain_text(f"Question {number} of 5")
                asked.add(page.locator("#say").inner_text())
                self.type_answer(page, number)
                expect(page.locator("#say")).to_have_text("Thank you.", timeout=30_000)
                expect(page.locator("#room-note a")).to_be_visible()
                page.click("#room-next" if number < 5 else "#room-end")
            assert len(asked) == 5 and first not in asked, asked
            page.click("#stop button[value=end]")
            expect(page.locator("#room-debrief a[href^='/answers/']")).to_have_count(5, timeout=PROCESSING_MS)
            expect(page.locator("#room-debrief .notice")).to_have_count(0, timeout=PROCESSING_MS)
            # Loaded again, the result is still there.
            page.reload()
            expect(page.locator("#room-debrief a[href^='/answers/']")).to_have_count(5, timeout=30_000)
            self.picture(page, "seed-000-debrief")

    def test_02_seed_001_a_spoken_interview_on_a_resume_and_a_job(self):
        def more(page):
            page.select_option("#for-think", "0")
            page.select_option("#for-follow", "1")
            page.fill("#for-name", "Ada")
            page.fill("#for-company", "Northwind")
            page.fill("#for-job", "Title: Database administrator\nPostgreSQL, std::vector<int>, a<b & c")
            page.fill("#for-resume", "Ada\nTen years of PostgreSQL. नमस्ते")

        with Visit(self) as visit:
            page = visit.page
            id = self.set_up(page, "mock", "Database administrator", 3, more)
            expect(page.locator("#say")).to_contain_text("Hello, Ada")
            self.begin(page)
            for number in range(1, 3):
                step = page.locator("#room-step").inner_text()
                page.click("#record")
                expect(page.locator("#record-label")).to_have_text("Stop")
                page.wait_for_timeout(3_500)
                page.click("#record")
                expect(page.locator("#send")).to_be_visible()
                page.click("#send")
                expect(page.locator("#room-step")).not_to_have_text(step, timeout=60_000)
            page.click("#room-end")
            page.click("#stop button[value=end]")
            expect(page.locator("#room-debrief a[href^='/answers/']")).to_have_count(2, timeout=PROCESSING_MS)
            expect(page.locator("#room-debrief .notice")).to_have_count(0, timeout=PROCESSING_MS)
            status, headers, body = self.get(f"/v1/interviews/{id}/report.pdf")
            assert status == 200 and body.startswith(b"%PDF"), status
            self.picture(page, "seed-001-debrief")

    def test_03_seed_002_watched_by_consent_and_reviewed(self):
        def more(page):
            page.select_option("#for-level", "entry")
            page.select_option("#for-think", "0")
            page.select_option("#for-follow", "0")
            page.check("#for-watch")

        with Visit(self) as visit:
            page = visit.page
            id = self.set_up(page, "mock", "Teacher", 3, more)
            expect(page.locator("#room-watch")).to_be_visible()
            with page.expect_response("**/observations"):
                self.begin(page)
            page.evaluate(
                """() => { let shown = "hidden"; Object.defineProperty(document, "visibilityState", { get: () => shown, configurable: true });
                for (let i = 0; i < 8; i++) { shown = i % 2 ? "visible" : "hidden"; document.dispatchEvent(new Event("visibilitychange")); } }"""
            )
            page.click("#tab-type")
            page.evaluate("document.querySelector('#typed').dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))")
            page.fill("#typed", STORY.format(1))
            page.click("#send-typed")
            expect(page.locator("#room-step")).to_contain_text("Question 2", timeout=30_000)
            page.click("#room-end")
            page.click("#stop button[value=end]")
            noted = page.locator("#room-debrief section", has_text="What the page noted")
            expect(noted).to_contain_text("The page was hidden", timeout=PROCESSING_MS)
            expect(noted).to_contain_text("Text was pasted")
            expect(noted).to_contain_text("more than 3")
            self.picture(page, "seed-002-debrief")
            # The next interview begins at nought.
            other = self.set_up(page, "mock", "Teacher", 3, lambda page: page.check("#for-watch"))
            assert other != id and b'"total":0' in self.get(f"/v1/interviews/{other}/observations")[2]

    def test_04_seed_003_five_questions_from_a_tech_stack(self):
        asked = []
        for _ in range(2):
            with Visit(self) as visit:
                page = visit.page
                self.set_up(page, "practice", "Backend developer", 5, lambda page: page.fill("#for-skills", "SQL, Docker"))
                self.begin(page)
                question = page.locator("#say").inner_text()
                self.type_answer(page, len(asked))
                page.click("#room-note a", timeout=30_000)
                page.wait_for_url("**/answers/ans_*")
                expect(page.locator("#result[data-status=done]")).to_be_visible(timeout=PROCESSING_MS)
                expect(page.locator("#result-title")).to_have_text(question)
                asked.append(question)
                page.go_back()
                page.click("#room-next")
                expect(page.locator("#room-step")).to_contain_text("Question 2 of 5")
                asked.append(page.locator("#say").inner_text())
        assert len(set(asked)) == 4, asked

    def test_05_seed_004_ten_questions_by_voice_with_fillers_and_a_list_of_takes(self):
        with Visit(self) as visit:
            page = visit.page
            id = self.set_up(page, "practice", "Frontend developer", 10, lambda page: page.fill("#for-skills", "JavaScript"))
            found = self.get(f"/v1/interviews/{id}")[2].decode()
            assert [found.count(f'"difficulty":"{one}"') for one in ("easy", "moderate", "hard")] == [5, 3, 2], found
            self.begin(page)
            expect(page.locator("#room-step")).to_contain_text("Question 1 of 10")
            page.click("#record")
            expect(page.locator("#record-label")).to_have_text("Stop")
            page.wait_for_timeout(6_000)
            page.click("#record")
            page.click("#send")
            page.click("#room-note a", timeout=60_000)
            expect(page.locator("#result[data-status=done], #result[data-status=failed]")).to_be_visible(timeout=PROCESSING_MS)
            expect(page.locator("#strips")).to_contain_text(re.compile("illers"))
            self.picture(page, "seed-004-answer")
            page.goto(self.base + "/interviews")
            expect(page.locator("#interviews")).to_contain_text("1 of 10 questions answered")
            expect(page.locator("#interviews a").first).to_have_attribute("href", re.compile(id))
            assert page.goto(self.base + "/progress").status == 200

    def test_06_words_are_asked_about_and_questions_kept_in_a_list(self):
        with Visit(self) as visit:
            page = visit.page
            page.goto(self.base + "/practice?q=conflict")
            for box in page.locator(".pick").all()[:2]:
                box.check()
            page.click("#picked-list")
            page.fill("#list-name", "For Monday")
            page.click("#name-list button[value=save]")
            page.wait_for_url("**/practice?list=lst_*")
            expect(page.locator("#questions li")).to_have_count(2)
            self.picture(page, "list")
            page.click("text=An interview with this list")
            page.click("#make")
            page.wait_for_url("**/interviews/ivw_*")
            page.goto(self.base + "/")
            page.click("#tab-type")
            page.fill("#question", "Tell me about a busy day.")
            page.fill("#typed", "I think maybe it was sort of a busy day. " + STORY.format(9))
            page.click("#send-typed")
            page.wait_for_url("**/answers/ans_*", timeout=PROCESSING_MS)
            expect(page.locator("#result[data-status=done]")).to_be_visible(timeout=PROCESSING_MS)
            page.evaluate(
                """() => { const p = document.querySelector("#heard p"), range = document.createRange(); range.selectNodeContents(p);
                const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range); }"""
            )
            expect(page.locator("#talk")).to_be_visible()
            page.click("#talk-ask")
            expect(page.locator("#talk-reply")).to_contain_text("Rubric “behavioural")
            self.picture(page, "talk")
