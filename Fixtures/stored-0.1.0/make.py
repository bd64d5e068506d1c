#!/usr/bin/env python3
"""Makes the stored database of version 0.1.0 with the program of version 0.1.0; see README.md.

    make.py DEBRIEF FAKE-UPSTREAMS FOLDER [POSTGRES-URL]

FOLDER gets the data folder; the database is FOLDER/data/debrief.sqlite, or the empty one at POSTGRES-URL. What the program cannot be
stopped at is written by SQL afterwards: `adjust.sql` in this folder.
"""
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
AUDIO = os.path.join(HERE, "..", "audio")
WORDS = "Um, last year our nightly import failed every second day. I measured where the time went, and I rewrote the slow part. " \
    "After that errors went down by 60 percent."


class Sink(http.server.BaseHTTPRequestHandler):
    """Takes webhooks: /ok with 200, /gone with 410, anything else with 500."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response({"/ok": 200, "/gone": 410}.get(self.path, 500))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """The program on a data folder."""

    def __init__(self, program, folder, environment):
        self.program, self.folder, self.environment = program, folder, environment
        self.process = None

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def serve(self):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        log = open(os.path.join(self.folder, "serve.log"), "a")
        self.process = subprocess.Popen(
            [self.program, "serve"], env={**self.environment, "HTTP_PORT": str(port)}, stdout=log, stderr=log
        )
        until(lambda: self.ask("GET", "/health/live", quiet=True)[0] == 200)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()

    def ask(self, method, path, body=None, key=None, headers=None, quiet=False):
        headers = dict(headers or {})
        if key:
            headers["Authorization"] = f"Bearer {key}"
        data = None
        if isinstance(body, bytes):
            data = body
        elif body is not None:
            data = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=150) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            if not quiet:
                print(method, path, error.code, error.read().decode(), file=sys.stderr)
            return error.code, error.headers, b""
        except OSError:
            return 0, {}, b""

    def answer(self, file, fields, key=None, idempotency=None, wait=True):
        """Sends a recording; its id."""
        mark = uuid.uuid4().hex
        body = b""
        for name, value in fields.items():
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        body += f'--{mark}\r\nContent-Disposition: form-data; name="audio"; filename="{file}"\r\n\r\n'.encode()
        with open(os.path.join(AUDIO, file), "rb") as audio:
            body += audio.read() + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        if wait:
            headers["Prefer"] = "wait=120"
        status, _, reply = self.ask("POST", "/v1/answers", body, key, headers)
        assert status in (200, 202), (file, status)
        return json.loads(reply)["id"]

    def status(self, answer, key=None):
        return json.loads(self.ask("GET", f"/v1/answers/{answer}", key=key)[2])["status"]


def until(holds, seconds=180):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def fill(house, sink):
    """Everything that the program can be brought to by itself."""
    house.serve()
    # Nobody has a key yet: these belong to the owner ''.
    house.answer("short.wav", {"question": "Tell me about yourself."}, idempotency='"first"')
    typed = {"answer": WORDS, "question": "Describe a conflict with a colleague.", "role": "Data analyst"}
    house.ask("POST", "/v1/answers", typed, headers={"Prefer": "wait=120"})
    keys = {}
    for name, owner, scopes, days in [
        ("phone", "ada", ["answers:read", "answers:write"], None),
        ("laptop", "ada", ["answers:read"], None),
        ("tablet", "bob", ["answers:read", "answers:write"], 30),
        ("operator", "operator", ["admin"], None),
        ("expired", "ada", ["answers:read"], 1),
    ]:
        extra = ["--days", str(days)] if days else []
        keys[name] = house.run("keys", "create", "--name", name, "--owner", owner, "--scope", *scopes, *extra)
    house.run("keys", "revoke", keys["laptop"][:12])
    house.stop()
    house.serve()
    ada, bob, operator = keys["phone"], keys["tablet"], keys["operator"]
    hooks = {}
    for key, path, events in [
        (ada, "/ok", ["answer.done", "answer.failed"]),
        (bob, "/broken", ["answer.done"]),
        (bob, "/gone", ["answer.done"]),
        (operator, "/ok", ["rescore.done"]),
    ]:
        body = {"url": sink + path, "events": events}
        status, _, reply = house.ask("POST", "/v1/webhooks", body, key, {"Idempotency-Key": f'"hook{path}"'})
        assert status == 201, reply
        hooks[path, key] = json.loads(reply)["id"]
    engineer = {"question": "Tell me about a hard problem you solved.", "role": "Backend engineer", "level": "senior"}
    house.answer("short.webm", engineer | {"candidate": "Ada O'Neil", "keywords": "import, errors", "transcript": WORDS}, ada,
                 '"second"')
    house.answer("short.flac", engineer | {"emotionConsent": "true", "candidate": "Ada O'Neil", "transcript": WORDS}, ada)
    corrected = house.answer("short.mp3", {"question": "Why us?", "role": "Nurse", "transcript": "I like it."}, ada)
    _, headers, _ = house.ask("GET", f"/v1/answers/{corrected}", key=ada)
    status, _, reply = house.ask("PATCH", f"/v1/answers/{corrected}", {"transcript": "I like it here a lot."}, ada,
                                 {"If-Match": headers["ETag"]})
    assert status == 202, reply
    until(lambda: house.status(corrected, ada) == "done")
    house.answer("wav_u8.wav", {"question": "Wie gehen Sie vor?", "language": "de-DE", "transcript": "Ich messe zuerst."}, bob)
    house.answer("short.webm", engineer | {"rubric": "technical", "narrative": "true", "transcript": WORDS, "interviewer": "Grace",
                                          "company": "Example AG", "resume": "Ten years.", "jobDescription": "Swift."}, bob)
    house.ask("POST", f"/v1/webhooks/{hooks['/ok', ada]}/roll", key=ada)
    house.ask("POST", f"/v1/webhooks/{hooks['/ok', ada]}/test", key=ada)
    rescore(house, operator)
    interrupt(house, ada, bob)
    with open(os.path.join(house.folder, "keys.json"), "w") as file:
        json.dump(keys, file, indent=2)


def rescore(house, operator):
    """One re-scoring that is done, one that is paused, one called off, one under way."""
    def begin(body):
        status, _, reply = house.ask("POST", "/v1/rescores", body, operator)
        assert status == 202, reply
        return json.loads(reply)["id"]

    def state(rescore):
        return json.loads(house.ask("GET", f"/v1/rescores/{rescore}", key=operator)[2])

    first = begin({"rubric": "technical", "selection": {"role": "Backend engineer", "owner": "ada"}})
    until(lambda: state(first)["state"] == "done")
    slow = {"rubric": "behavioural", "concurrency": 1, "perMinute": 1}
    paused, cancelled, running = begin(slow | {"maxCalls": 3}), begin(slow), begin(slow)
    house.ask("POST", f"/v1/rescores/{paused}/pause", key=operator)
    house.ask("POST", f"/v1/rescores/{cancelled}/cancel", key=operator)
    until(lambda: state(running)["done"] > 0)


def interrupt(house, ada, bob):
    """Jobs called off, given up, waiting, and under way when the program is killed."""
    question = {"question": "What went wrong?", "role": "Product manager"}
    house.answer("wav_mulaw_8000.wav", question, ada, wait=False)
    lost = house.answer("wav_alaw_8000.wav", question, ada, wait=False)
    called_off = house.answer("wav_s32.wav", question, bob, wait=False)
    house.ask("POST", f"/v1/answers/{called_off}/cancel", key=bob)
    for folder, _, files in os.walk(os.path.join(house.folder, "data")):
        for file in files:
            if lost in folder:
                os.remove(os.path.join(folder, file))
    until(lambda: house.status(lost, ada) == "failed")
    house.answer("answer.ogg", question, ada, wait=False)
    house.answer("wav_odd_chunk.wav", question, bob, wait=False)
    house.answer("wav_extensible.wav", question, bob, '"third"', wait=False)
    time.sleep(1)
    house.stop(signal.SIGKILL)


def main():
    program, fakes, folder, *rest = sys.argv[1:]
    os.makedirs(os.path.join(folder, "data"))
    upstreams = subprocess.Popen([fakes], stdout=subprocess.PIPE, text=True)
    places = {}
    for line in upstreams.stdout:
        if line.strip() == "ready":
            break
        name, place = line.split()
        places[name] = place
    sink = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    environment = {
        "PATH": os.environ["PATH"], "HOME": folder, "DATA_FOLDER": os.path.join(folder, "data"),
        "CONFIG_FOLDER": os.path.join(HERE, "..", "..", "config"), "EMOTION_URL": places["emotion"] + "/analyze",
        "WORKER_CONCURRENCY": "1", "WEBHOOKS_ALLOW_PRIVATE": "true", "WEBHOOKS_ALLOW_HTTP": "true",
    }
    if rest:
        environment["STORAGE_URL"] = rest[0]
    house = House(program, folder, environment)
    try:
        fill(house, f"http://127.0.0.1:{sink.server_port}")
    finally:
        if house.process and house.process.poll() is None:
            house.stop(signal.SIGKILL)
        upstreams.terminate()


main()
