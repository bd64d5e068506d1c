"""What the browser tests share: a service of their own, a visit to its page, and how a suite of tests is run."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from playwright.sync_api import expect

expect.set_options(timeout=15_000)
PROCESSING_MS = 180_000
WORDS = (
    "I led the migration of our billing database because every report took an hour. First I measured where the time went, "
    "then I moved one table a week and checked the totals each night. As a result the reports took two minutes."
)


class House:
    """A service on a data folder and a port of its own, which can be killed and started again."""

    def __init__(self, program, data, settings=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.program, self.data, self.process, self.settings = program, data, None, settings or {}
        self.base = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        with open(self.data.with_suffix(".log"), "ab") as log:
            command = [self.program, "serve", "--port", str(self.port), "--data", self.data]
            # The companion loads its models for seconds; what the pages do is the same without.
            settings = {"COMPANION_ENABLED": "false", **self.settings, **os.environ}
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=settings)
        end = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.base + "/health").close()
                return
            assert self.process.poll() is None and time.monotonic() < end, "the service does not start"
            time.sleep(0.1)

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait()

    def ask(self, path, method="GET", headers=None):
        try:
            request = urllib.request.Request(self.base + path, method=method, headers=headers or {})
            with urllib.request.urlopen(request) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def answers(self):
        return json.loads(self.ask("/v1/answers?limit=200")[2])["answers"]


def until(page, script, timeout_ms=15_000):
    """Asks until the script answers true; Playwright's own wait needs eval, which the page's policy forbids."""
    end = time.monotonic() + timeout_ms / 1000
    while not page.evaluate(script):
        assert time.monotonic() < end, f"never true: {script}"
        page.wait_for_timeout(50)


class Visit:
    """One browser profile with one page, and everything the page complains about."""

    def __init__(self, candidate, script=None, **options):
        self.base = candidate.base
        self.context = candidate.browser.new_context(**{"permissions": ["microphone"], "service_workers": "block", **options})
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self.hear)
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
        )
        if script:
            self.page.add_init_script(script)
        self.page.goto(self.base + "/")

    def hear(self, message):
        # The browser itself reports refused and failed requests; those are tests' doing and the page's to handle.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.type}: {message.text}")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.context.close()
        if not any(failure):
            assert not self.complaints, self.complaints

    def status(self, view="compose"):
        return self.page.locator(f"#{view} .status")

    def record(self, seconds):
        self.page.click("#record")
        expect(self.page.locator("#record-label")).to_have_text("Stop")
        until(self.page, f"document.querySelector('#clock').textContent >= '0:{seconds:02}'")
        self.page.click("#record")
        expect(self.page.locator("#send")).to_be_visible()

    def send(self):
        self.page.click("#send")
        return self.finish()

    def finish(self):
        """Waits for the finished page of the answer and returns its id."""
        self.page.wait_for_url("**/answers/ans_*", timeout=PROCESSING_MS)
        expect(self.page.locator("#result[data-status=done], #result[data-status=failed]")).to_be_visible(timeout=PROCESSING_MS)
        return self.shown()

    def shown(self):
        """The id of the answer on the page."""
        return self.page.evaluate("document.querySelector('#result').dataset.id")

    def discard(self):
        """Discards the take and says that it is meant."""
        self.page.click("#discard")
        if self.page.locator("#sure").is_visible():
            self.page.click("#sure button[value=discard]")


class Suite:
    """Tests over one service. Each method named test_… is one."""

    settings = {}

    def __init__(self, house, browser, shots):
        self.house, self.base, self.browser, self.shots = house, house.base, browser, shots

    def get(self, path):
        return self.house.ask(path)

    def typed(self, visit, question, words=WORDS):
        """Types an answer to a question and returns the id of its finished page."""
        page = visit.page
        page.goto(self.base + "/")
        page.fill("#question", question)
        page.click("#tab-type")
        page.fill("#typed", words)
        page.click("#send-typed")
        return visit.finish()

    def picture(self, page, name):
        if self.shots:
            page.wait_for_timeout(300)
            page.screenshot(path=self.shots / f"{name}.png", full_page=True)

    def run(self, names):
        """Runs tests by their names and returns how many failed."""
        failed = 0
        for name in names:
            title = name[8:].replace("_", " ")
            try:
                getattr(self, name)()
                print(f"ok      {title}", flush=True)
            except Exception as error:  # noqa: BLE001 – every failure is reported, and the next test still runs
                failed += 1
                print(f"FAILED  {title}\n        {str(error).strip()[:800]}", flush=True)
        return failed
