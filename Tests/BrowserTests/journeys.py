"""What people do with one another: an invitation, a first account, a shared answer with a remark, a résumé, and what an administrator sees."""

import os
import re
import subprocess

from playwright.sync_api import expect

from visit import PROCESSING_MS, WORDS, Suite, Visit

PASSWORD = "gravel teapot monsoon"
RESUME = """Ada Tester
ada@example.org

Experience
Backend developer, Norrpay, 2021 to 2025
- Built a payments service in Python and PostgreSQL that handled 2 million bookings a month.
- Moved 14 services to Kubernetes and cut deployment time from 40 to 6 minutes.
"""
JOB = """Backend developer
Requirements
- Python and PostgreSQL
- Kubernetes
- Kafka
"""


class JourneyTests(Suite):
    """Journeys of several people over one service with accounts."""

    settings = {"ACCOUNTS_MODE": "invited", "ACCOUNTS_REVIEWS": "true", "LIMITS_WRITES": "0", "LIMITS_READS": "0"}
    has_administrator = False

    def administrator(self, visit):
        """Signs the administrator in, who is made by the command on the first call."""
        if not JourneyTests.has_administrator:
            command = [self.house.program, "accounts", "create", "--email", "root@example.org", "--role", "administrator", "--data", self.house.data]
            subprocess.run(command, input=PASSWORD + "\n", text=True, check=True, capture_output=True, env={**os.environ, **self.settings})
            JourneyTests.has_administrator = True
        self.sign_in(visit, "root@example.org")

    def sign_in(self, visit, login):
        page = visit.page
        page.goto(self.base + "/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("form[action='/sign-in'] button")
        page.wait_for_url(lambda address: "/sign-in" not in address)

    def invited(self, name, role="user"):
        """The link of an invitation that an administrator makes on the page."""
        with Visit(self) as visit:
            self.administrator(visit)
            page = visit.page
            page.goto(self.base + "/people")
            page.fill("#email", f"{name}@example.org")
            page.select_option("#role", role)
            page.click("form[action='/people/invite'] button")
            return page.locator("code", has_text="/invitation").first.inner_text()

    def registered(self, visit, name, role="user"):
        """Follows an invitation in a browser of the person's own."""
        link = self.invited(name, role)
        page = visit.page
        page.goto(self.base + re.sub(r"^https?://[^/]+", "", link))
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click(".entry form button")
        page.wait_for_url(lambda address: "/invitation" not in address)

    def test_01_from_an_invitation_to_progress(self):
        with Visit(self) as visit:
            page = visit.page
            assert "/sign-in" in page.url, "nothing is shown to those who are not signed in"
            self.registered(visit, "ada")
            self.picture(page, "journey-first-home")
            for take in ("", " That was in spring."):
                self.typed(visit, "Tell me about a hard problem.", WORDS + take)
            page.goto(self.base + "/progress")
            expect(page.locator("main h1")).to_have_text("Progress")
            expect(page.locator("main")).not_to_contain_text("Nothing to compare yet")
            self.picture(page, "journey-progress")
            page.goto(self.base + "/account")
            page.click("form[action='/sign-out'] button")
            page.goto(self.base + "/answers")
            assert "/sign-in" in page.url
            self.sign_in(visit, "ada")
            page.goto(self.base + "/answers")
            expect(page.locator("#answers a")).to_have_count(2)

    def test_02_an_answer_is_shared_and_a_remark_comes_back(self):
        with Visit(self) as visit:
            page = visit.page
            self.registered(visit, "bea")
            self.typed(visit, "Why do you want this job?")
            page.click(".answer-actions a[href^='/account/links/new']")
            page.check("input[name=transcript]")
            page.fill("#link-label", "For my mentor")
            page.fill("#passphrase", "open sesame")
            page.check("input[name=comments]")
            page.click(".entry form button")
            link = page.locator("#link").input_value()
            self.picture(page, "journey-link")
            with Visit(self) as reader:
                other = reader.page
                other.goto(self.base + re.sub(r"^https?://[^/]+", "", link))
                expect(other.locator("main")).not_to_contain_text(WORDS[:30])
                other.fill("#passphrase", "open sesame")
                other.click("main form button")
                expect(other.locator("main")).to_contain_text(WORDS[:30])
                self.picture(other, "journey-reader")
                other.fill("input[name=name]", "Grace")
                other.fill("textarea[name=text]", "Say the number first.")
                other.check("input[value=change]")
                other.click(".say button[type=submit]")
                expect(other.locator(".notice")).to_be_visible()
            page.goto(self.base + "/account/links")
            expect(page.locator(".links")).to_contain_text("Say the number first.")
            page.click("form[action='/account/links/remark'] button")
            page.click(".links a[href^='/answers/'], .links .row a")
            expect(page.locator("#readers")).to_contain_text("Say the number first.")
            page.goto(self.base + "/account/links")
            page.click("form[action='/account/links/end'] button")
            expect(page.locator(".links")).to_contain_text("ended")
            with Visit(self) as reader:
                assert reader.page.goto(self.base + re.sub(r"^https?://[^/]+", "", link)).status == 404

    def test_03_a_resume_is_held_against_a_job_and_becomes_an_interview(self):
        with Visit(self) as visit:
            page = visit.page
            self.registered(visit, "cyd")
            page.goto(self.base + "/resumes")
            page.fill("#pasted", RESUME)
            page.fill("#job", JOB)
            page.click("#compare button[type=submit]")
            page.wait_for_url("**/resumes/*")
            expect(page.locator(".match-score b")).to_have_text(re.compile(r"\d+"))
            expect(page.locator(".findings")).to_contain_text("Kafka")
            expect(page.locator(".findings q").first).to_be_visible()
            self.picture(page, "journey-match")
            page.click("#interview")
            page.wait_for_url("**/interviews/ivw_*")
            expect(page.locator("#room-start")).to_be_visible(timeout=PROCESSING_MS)

    def test_04_an_administrator_sees_people_the_log_and_the_queue_and_locks_one(self):
        with Visit(self) as person, Visit(self) as visit:
            self.registered(person, "dov")
            self.administrator(visit)
            page = visit.page
            page.goto(self.base + "/people?q=dov")
            expect(page.locator(".people > li")).to_have_count(1)
            page.click(".people button[name=lock]")
            expect(page.locator(".people")).to_contain_text("locked")
            person.page.goto(self.base + "/answers")
            assert "/sign-in" in person.page.url, "the session of a locked account ends"
            for place, words in (("/people/log", "dov"), ("/people/queue", "The queue"), ("/review", "")):
                page.goto(self.base + place)
                expect(page.locator("main")).to_contain_text(words)
                self.picture(page, f"journey-{place.rsplit('/', 1)[-1]}")
            page.goto(self.base + "/people?q=dov")
            page.click(".people button[name=lock]")
            self.sign_in(person, "dov")
