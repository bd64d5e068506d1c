"""Sending a take: while it is recorded, over lost connections and services, after a reload, once, and not at all when it is discarded."""

import hashlib
import json
import re
import struct
import time

from playwright.sync_api import expect

from visit import Suite, Visit, until

TUS = {"Tus-Resumable": "1.0.0"}
# Counts the pieces under way: the browser's own events of a request's end come later than the page's.
AT_ONCE = """
    window.atOnce = { now: 0, most: 0 };
    const { open, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, ...rest) { this.isPiece = method === "PATCH"; open.call(this, method, ...rest); };
    XMLHttpRequest.prototype.send = function (body) {
      if (this.isPiece) {
        atOnce.most = Math.max(atOnce.most, ++atOnce.now);
        this.addEventListener("readystatechange", () => { if (this.readyState === 4) atOnce.now -= 1; });
      }
      send.call(this, body);
    };
"""


class Traffic:
    """What a page asks of /v1/uploads and /v1/answers, in order."""

    def __init__(self, page):
        self.requests = []
        page.on("request", self.begin)
        page.on("response", self.hear)

    def begin(self, request):
        if request.resource_type != "xhr":
            return
        self.requests.append({"request": request, "method": request.method, "path": "/" + request.url.split("/", 3)[3], "at": time.monotonic(),
                              "sent": request.headers, "status": None, "got": {}})

    def hear(self, response):
        for one in self.requests:
            if one["request"] is response.request:
                one["status"], one["got"] = response.status, response.headers

    def all(self, method, path=""):
        return [one for one in self.requests if one["method"] == method and path in one["path"]]

    def uploads(self):
        """Where uploads were made."""
        return [one["got"]["location"] for one in self.all("POST", "/v1/uploads") if one["status"] == 201]

    def steps(self):
        """From where to where each piece went."""
        return [(int(one["sent"]["upload-offset"]), int(one["got"]["upload-offset"])) for one in self.all("PATCH") if one["status"] == 204]


def noise_wav(seconds):
    """A WAV of 48 kHz stereo that says nothing."""
    count = 48000 * 4 * seconds
    return b"RIFF" + struct.pack("<I", 36 + count) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16) + b"data" + struct.pack("<I", count) + bytes(count)


class SendingTests(Suite):
    """Sending."""

    def start(self, visit, seconds=3):
        visit.page.click("#record")
        expect(visit.page.locator("#record-label")).to_have_text("Stop")
        until(visit.page, f"document.querySelector('#clock').textContent >= '0:{seconds:02}'")

    def saved(self, page):
        """The SHA-256 of the take, as the page holds it."""
        with page.expect_download() as download:
            page.click("#save")
        return hashlib.sha256(download.value.path().read_bytes()).hexdigest()

    def sha(self, answer):
        return json.loads(self.get(f"/v1/answers/{answer}")[2])["recording"]["sha256"]

    def status_of(self, upload):
        return self.house.ask(upload, "HEAD", TUS)[0]

    def wait_for(self, page, fact):
        end = time.monotonic() + 15
        while not fact():
            assert time.monotonic() < end, "it never came to that"
            page.wait_for_timeout(50)

    def choose(self, page, seconds, name="long.wav"):
        """Chooses a file with its words, so that nobody listens to it."""
        data = noise_wav(seconds)
        page.set_input_files("#file", {"name": name, "mimeType": "audio/wav", "buffer": data})
        words = "I led the migration because it was slow. First I measured. As a result the errors fell by half in one month."
        page.set_input_files("#transcript", {"name": "words.txt", "mimeType": "text/plain", "buffer": words.encode()})
        return hashlib.sha256(data).hexdigest(), len(data)

    def throttle(self, page, bytes_per_second):
        link = page.context.new_cdp_session(page)
        link.send("Network.enable")
        link.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second})

    def test_01_a_take_is_sent_while_it_is_recorded(self):
        with Visit(self, script=AT_ONCE) as visit:
            page, seconds = visit.page, 6
            traffic = Traffic(page)
            self.start(visit, seconds)
            at_stop = traffic.steps()
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            page.wait_for_timeout(1000)
            steps = traffic.steps()
            total = steps[-1][1]
            left = (total - at_stop[-1][1]) / total * seconds
            print(f"        {len(at_stop)} pieces in {seconds} s; {left:.2f} s of {seconds} s were left to send at the end", flush=True)
            assert len(at_stop) > seconds, f"only {len(at_stop)} pieces while it was recorded"
            assert left < 1, f"{left:.2f} s of the take were left to send"
            assert page.evaluate("atOnce.most") == 1, "pieces were under way at once"
            assert [before[1] for before in steps[:-1]] == [after[0] for after in steps[1:]], "pieces do not follow on one another"
            sha, sent = self.saved(page), len(traffic.requests)
            visit.send()
            assert not [one for one in traffic.requests[sent:] if one["method"] == "PATCH"], "something was left to send"
            assert self.sha(visit.shown()) == sha
            self.picture(page, "sent-live")

    def test_02_a_service_killed_while_a_take_is_recorded_disturbs_nothing(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            self.start(visit, 3)
            self.house.kill()
            until(page, "document.querySelector('#clock').textContent >= '0:05'")
            expect(page.locator("#record-label")).to_have_text("Stop")
            assert "bad" not in (visit.status().get_attribute("class") or ""), visit.status().inner_text()
            self.house.start()
            until(page, "document.querySelector('#clock').textContent >= '0:07'")
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            sha = self.saved(page)
            visit.send()
            assert self.sha(visit.shown()) == sha
            assert len(traffic.uploads()) == 1, traffic.uploads()
            assert traffic.all("HEAD"), "nobody asked where to go on"
            ends = [after for _, after in traffic.steps()]
            assert ends == sorted(ends), ends

    def test_03_a_file_goes_on_where_a_killed_service_was(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            sha, size = self.choose(page, 60)
            self.throttle(page, 4_000_000)
            page.click("#send")
            self.wait_for(page, lambda: len(traffic.steps()) == 1)
            until(page, "document.querySelector('#upload-bar').value > 0.4")
            self.house.kill()
            expect(visit.status("working")).to_contain_text("safe in this browser")
            self.picture(page, "sending-lost")
            self.house.start()
            visit.finish()
            assert self.sha(visit.shown()) == sha
            steps = traffic.steps()
            assert len(traffic.uploads()) == 1 and steps[-1][1] == size
            again = traffic.all("HEAD")[-1]["got"]["upload-offset"]
            assert int(again) >= steps[0][1], f"it went on at {again}"

    def test_04_a_reload_in_the_middle_goes_on_with_the_same_upload(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            sha, size = self.choose(page, 60)
            self.throttle(page, 4_000_000)
            page.click("#send")
            self.wait_for(page, lambda: len(traffic.steps()) == 1)
            page.reload()
            expect(page.locator("#send")).to_be_visible()
            before = len(self.house.answers())
            self.choose_words(page)
            visit.send()
            assert len(traffic.uploads()) == 1, "a second upload was made"
            assert traffic.steps()[1][0] > 0 and traffic.steps()[-1][1] == size
            assert self.sha(visit.shown()) == sha
            assert len(self.house.answers()) == before + 1

    def choose_words(self, page):
        words = "I led the migration because it was slow. First I measured. As a result the errors fell by half in one month."
        page.set_input_files("#transcript", {"name": "words.txt", "mimeType": "text/plain", "buffer": words.encode()})

    def test_05_a_reload_while_recording_goes_on_with_the_same_upload(self):
        with Visit(self) as visit:
            page = visit.page
            page.on("dialog", lambda dialog: dialog.accept())
            traffic = Traffic(page)
            self.start(visit, 4)
            page.reload()
            expect(page.locator("#chosen")).to_contain_text("interrupted")
            sha = self.saved(page)
            visit.send()
            assert len(traffic.uploads()) == 1, "a second upload was made"
            assert self.sha(visit.shown()) == sha

    def test_06_discarding_deletes_what_was_sent(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            self.start(visit)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            first = traffic.uploads()[0]
            assert self.status_of(first) == 200
            self.start(visit, 2)
            self.wait_for(page, lambda: self.status_of(first) == 404)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            second = traffic.uploads()[1]
            assert self.status_of(second) == 200
            visit.discard()
            self.wait_for(page, lambda: self.status_of(second) == 404)
            assert not traffic.all("POST", "/v1/answers")

    def test_07_what_was_discarded_without_a_connection_is_deleted_later(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            self.start(visit)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            self.house.kill()
            visit.discard()
            expect(visit.status()).to_have_text("Discarded.")
            page.wait_for_timeout(300)
            self.house.start()
            upload = traffic.uploads()[0]
            assert self.status_of(upload) == 200
            page.reload()
            self.wait_for(page, lambda: self.status_of(upload) == 404)

    def test_08_without_leave_nothing_is_sent_before_the_button(self):
        with Visit(self) as visit:
            page = visit.page
            traffic = Traffic(page)
            self.start(visit, 2)
            upload = traffic.uploads()[0]
            page.click("#setup summary")
            page.uncheck("#live")
            self.wait_for(page, lambda: self.status_of(upload) == 404)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            page.reload()
            expect(page.locator("#live")).not_to_be_checked()
            expect(page.locator("#live-note")).to_contain_text("Nothing leaves this device")
            sent = len(traffic.requests)
            visit.record(2)
            page.wait_for_timeout(500)
            assert len(traffic.requests) == sent, [one["method"] for one in traffic.requests[sent:]]
            sha = self.saved(page)
            visit.send()
            assert self.sha(visit.shown()) == sha

    def test_09_a_lost_reply_makes_no_second_answer(self):
        with Visit(self) as visit:
            page = visit.page
            before, lost = len(self.house.answers()), []

            def lose(route):
                if len(lost) < 1:
                    lost.append(route.fetch().status)
                    route.abort("connectionreset")
                else:
                    route.fallback()

            page.route(re.compile("/v1/answers$"), lose)
            visit.record(2)
            page.click("#send")
            expect(visit.status("working")).to_contain_text("Trying again")
            assert lost == [202]
            page.reload()
            expect(page.locator("#send")).to_be_visible()
            visit.send()
            assert len(self.house.answers()) == before + 1

    def stop_after_a_lost_reply(self, visit):
        """Records and sends a take whose answer is made without the page knowing, and stops sending it."""
        page, answers = visit.page, re.compile("/v1/answers$")

        def lose(route):
            route.fetch()
            route.abort("connectionreset")

        page.route(answers, lose)
        visit.record(2)
        page.click("#send")
        expect(visit.status("working")).to_contain_text("Trying again")
        page.click("#stop-sending")
        page.unroute(answers)

    def test_10_a_take_discarded_after_a_lost_reply_leaves_no_answer(self):
        with Visit(self) as visit:
            page = visit.page
            before = len(self.house.answers())
            self.stop_after_a_lost_reply(visit)
            assert len(self.house.answers()) == before + 1
            visit.discard()
            self.wait_for(page, lambda: len(self.house.answers()) == before)

    def test_10b_a_question_changed_after_a_lost_reply_is_the_one_that_counts(self):
        with Visit(self) as visit:
            page = visit.page
            before = [answer["id"] for answer in self.house.answers()]
            self.stop_after_a_lost_reply(visit)
            page.fill("#question", "What did the second question ask?")
            visit.send()
            made = [answer for answer in self.house.answers() if answer["id"] not in before]
            assert [answer["question"]["text"] for answer in made] == ["What did the second question ask?"], made

    def problem(self, status, code, detail):
        def reply(route):
            body = json.dumps({"status": status, "code": code, "detail": detail})
            route.fulfill(status=status, content_type="application/problem+json", body=body)

        return reply

    def test_11_a_recording_that_cannot_be_used_is_said_while_it_is_recorded(self):
        with Visit(self) as visit:
            page = visit.page
            refuse = self.problem(415, "decode.unsupported_codec", "The codec is not known here.")
            page.route(re.compile("/v1/uploads/"), lambda route: refuse(route) if route.request.method == "PATCH" else route.fallback())
            traffic = Traffic(page)
            self.start(visit, 2)
            expect(visit.status()).to_contain_text("The codec is not known here.")
            expect(page.locator("#record-label")).to_have_text("Stop")
            self.picture(page, "refused-live")
            self.wait_for(page, lambda: self.status_of(traffic.uploads()[0]) == 404)
            page.click("#record")
            expect(visit.status()).to_contain_text("decode.unsupported_codec")
            expect(page.locator("#send")).to_be_visible()

    def test_12_an_upload_that_is_gone_is_made_anew_and_one_that_is_busy_waited_for(self):
        with Visit(self) as visit:
            page = visit.page
            troubles = [
                self.problem(423, "upload.locked", "Another request is writing."),
                self.problem(410, "upload.expired", "Not finished in time."),
                self.problem(409, "upload.offset", "Ends elsewhere."),
                self.problem(503, "request.overloaded", "Busy."),
            ]

            def disturb(route):
                if route.request.method == "PATCH" and troubles and route.request.headers["upload-offset"] != "0":
                    troubles.pop(0)(route)
                else:
                    route.fallback()

            page.route(re.compile("/v1/uploads/"), disturb)
            traffic = Traffic(page)
            self.start(visit, 8)
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            sha = self.saved(page)
            visit.send()
            assert not troubles and len(traffic.uploads()) == 2
            assert self.sha(visit.shown()) == sha

    def test_13_a_file_that_is_too_large_is_refused_before_it_is_sent(self):
        with Visit(self) as visit:
            page = visit.page
            refuse = self.problem(413, "upload.too_large", "The recording is larger than the 1 KB accepted here.")
            page.route(re.compile("/v1/uploads$"), refuse)
            traffic = Traffic(page)
            self.choose(page, 1, "large.wav")
            page.click("#send")
            expect(visit.status()).to_contain_text("“large.wav” was not taken. The recording is larger")
            assert not traffic.all("PATCH")

    def test_14_a_browser_that_records_mp4_sends_while_it_records_too(self):
        with Visit(self) as visit:
            page = visit.page
            page.evaluate("() => { MediaRecorder.isTypeSupported = (type) => type.startsWith('audio/mp4') }")
            traffic = Traffic(page)
            self.start(visit, 4)
            assert len(traffic.steps()) > 2
            page.click("#record")
            expect(page.locator("#send")).to_be_visible()
            sha = self.saved(page)
            visit.send()
            answer = json.loads(self.get("/v1/answers/" + visit.shown())[2])
            assert answer["recording"]["container"] == "mp4" and answer["recording"]["sha256"] == sha

    def test_15_sending_can_be_stopped_and_goes_on_where_it_was(self):
        with Visit(self, script=AT_ONCE) as visit:
            page = visit.page
            traffic = Traffic(page)
            sha, size = self.choose(page, 60)
            self.throttle(page, 4_000_000)
            page.click("#send")
            self.wait_for(page, lambda: len(traffic.steps()) == 1)
            page.click("#stop-sending")
            expect(page.locator("#send")).to_be_visible()
            until(page, "atOnce.now === 0")
            visit.send()
            assert len(traffic.uploads()) == 1, "a second upload was made"
            assert page.evaluate("atOnce.most") == 1, "pieces were under way at once"
            steps = traffic.steps()
            assert steps[1][0] > 0 and steps[-1][1] == size, steps
            assert self.sha(visit.shown()) == sha
