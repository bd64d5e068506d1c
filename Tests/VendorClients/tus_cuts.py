"""Large uploads through a line that breaks: tus_cuts.py DEBRIEF [--clients curl,tuspy] [--megabytes 50] [--cuts 200] [--kills 20] [--seed 1].

Two processes share a data folder; every connection goes to either. The line breaks at random bytes of the recording, always within a PATCH,
and at some of them the process that has the PATCH is killed with SIGKILL. curl sends pieces as they are; tuspy sends them with a checksum, so
a broken one counts as nothing. Prints a line for each client and exits with 1 when a recording did not arrive as it was, when bytes the client
had been promised were gone, or when a cut cost more than one piece."""
import argparse
import hashlib
import http.client
import json
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import requests
from tusclient import client as tus
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
parser = argparse.ArgumentParser()
parser.add_argument("debrief")
parser.add_argument("--clients", default="curl,tuspy")
parser.add_argument("--megabytes", type=int, default=50)
parser.add_argument("--cuts", type=int, default=200)
parser.add_argument("--kills", type=int, default=20)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
PIECE = 1 << 20
DEADLINE = 900


class Node:
    """A process of the service over the shared folder."""

    def __init__(self, folder):
        self.folder, self.lock, self.deaths = folder, threading.Lock(), 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [options.debrief, "serve", "--port", "0", "--data", self.folder],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(os.environ, HTTP_RATE_LIMIT="0"))
        for line in self.process.stdout:
            if match := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(match[1])
                return
        sys.exit("the server did not start")

    def kill(self):
        with self.lock:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process.stdout.close()
            self.deaths += 1
            self.start()

    def connect(self):
        with self.lock:
            return socket.create_connection(("127.0.0.1", self.port), timeout=30)


class Line:
    """Passes requests on to the nodes and breaks at the bytes of the recording it was told."""

    def __init__(self, nodes, generator, size):
        self.nodes, self.generator = nodes, generator
        self.places = sorted(generator.sample(range(1, size), options.cuts))
        self.kills = set(generator.sample(range(options.cuts), min(options.kills, options.cuts)))
        self.cuts, self.reached, self.promised, self.worst, self.twice, self.faults = 0, 0, 0, 0, 0, []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            client.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (more := client.recv(65536)):
                    return
                head += more
            head, _, body = head.partition(b"\r\n\r\n")
            method = head.split(b" ", 1)[0]
            fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.decode().split("\r\n")[1:])}
            with self.lock:
                node = self.generator.choice(self.nodes)
            server = node.connect()
        except OSError:
            client.close()
            return
        with client, server:
            try:
                # One request to a connection, so that each one chooses its node.
                server.sendall(re.sub(rb"\r\nConnection:[^\r]*", b"", head, flags=re.I) + b"\r\nConnection: close\r\n\r\n")
                broken = threading.Event()
                answering = threading.Thread(target=self.answer, args=(method, server, client, broken), daemon=True)
                answering.start()
                try:
                    if self.send(method, fields, body, client, server):
                        self.cut(node, client, server)
                        broken.set()
                finally:
                    # A socket that a thread reads from would not be closed.
                    answering.join(60)
            except OSError:
                pass

    def send(self, method, fields, body, client, server):
        """Passes a body on; true when the line breaks within it."""
        left = int(fields.get("content-length", 0))
        at = int(fields["upload-offset"]) if method == b"PATCH" else None
        while left > 0:
            body = body or client.recv(65536)
            if not body:
                return False
            stop = len(body)
            if at is not None and self.cuts < len(self.places):
                stop = max(0, self.places[self.cuts] - at)
            server.sendall(body[:stop])
            left -= min(stop, len(body))
            if at is not None:
                at += min(stop, len(body))
                with self.lock:
                    self.reached = max(self.reached, at)
                if stop < len(body):
                    return True
            body = b""
        return False

    def cut(self, node, client, server):
        with self.lock:
            number = self.cuts
            # One break to a byte: the next one is behind it.
            self.cuts += 1
        if number % 3 == 0:
            for end in (client, server):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if number in self.kills:
            node.kill()
        elif number % 5 == 0:
            # The client is off; what it began hangs a while.
            client.close()
            time.sleep(0.2)

    def answer(self, method, server, client, broken):
        """Passes a reply on, and holds what it says of the upload against what was sent."""
        try:
            reply = b""
            while not select.select([server], [], [], 0.02)[0]:
                if broken.is_set():
                    return
            while more := server.recv(65536):
                reply += more
                client.sendall(more)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            return
        found = re.search(rb"\r\nupload-offset: (\d+)\r\n", reply, re.I)
        if not found or not re.match(rb"HTTP/1.1 20[04]", reply):
            return
        offset = int(found[1])
        with self.lock:
            if not self.promised <= offset <= self.reached:
                self.faults.append(f"{offset} is not between {self.promised} and {self.reached}")
            if method == b"HEAD":
                self.worst = max(self.worst, self.reached - offset)
                self.twice += self.reached - offset
            self.promised = self.reached = offset


def wave(size):
    frames = (size - 44) // 6
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + frames * 6, b"WAVE", b"fmt ", 16, 1, 2, 48000, 288000, 6, 24,
                       b"data", frames * 6)
    noise = random.Random(options.seed)
    return head + noise.randbytes(frames * 6 // 50 + 1)[:frames * 6 // 50] * 50 + bytes(frames * 6 % 50)


def until(work):
    """Tries until it is done, as a person with a bad line would."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if work():
            return
    sys.exit("it takes too long")


def with_tuspy(line, data):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(data)
        file.flush()
        client = tus.TusClient(f"{line.url}/v1/uploads", headers={})
        state = {"url": None}

        def go_on():
            try:
                uploader = client.uploader(file.name, url=state["url"], chunk_size=PIECE, upload_checksum=True)
                if state["url"] is None:
                    state["url"] = uploader.create_url()
                    return False
                uploader.upload()
                return True
            except (TusCommunicationError, TusUploadFailed, requests.exceptions.RequestException):
                return False

        until(go_on)
        return state["url"].rsplit("/", 1)[1]


def with_curl(line, data):
    def curl(*arguments, piece=b""):
        done = subprocess.run(["curl", "-sS", "-D", "-", "-o", os.devnull, "-H", "Tus-Resumable: 1.0.0", *arguments],
                              input=piece, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        replies = [reply for reply in done.stdout.decode().split("\r\n\r\n") if reply.startswith("HTTP/")]
        reply = replies[-1].split("\r\n") if replies else ["- 0"]
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in reply[1:])}
        return int(reply[0].split()[1]), fields

    status, fields = curl("-X", "POST", "-H", f"Upload-Length: {len(data)}", line.url + "/v1/uploads")
    assert status == 201, status
    url = line.url + fields["location"]
    state = {"at": 0}

    def go_on():
        at = state["at"]
        if at is None:
            status, fields = curl("-I", url)
            if status == 200:
                state["at"] = int(fields["upload-offset"])
            return False
        if at == len(data):
            return True
        status, fields = curl("-X", "PATCH", "-H", f"Upload-Offset: {at}", "-H", "Content-Type: application/offset+octet-stream",
                              "-H", "Expect:", "--data-binary", "@-", url, piece=data[at:at + PIECE])
        state["at"] = int(fields["upload-offset"]) if status == 204 else None
        return False

    until(go_on)
    return url.rsplit("/", 1)[1]


def ask(node, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=120)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    reply = connection.getresponse()
    return reply.status, reply.read()


def run(name, send, nodes, data):
    generator = random.Random(options.seed)
    line = Line(nodes, generator, len(data))
    deaths, began = sum(node.deaths for node in nodes), time.monotonic()
    upload = send(line, data)
    seconds = time.monotonic() - began
    status, reply = ask(nodes[0], "POST", "/v1/answers", json.dumps({"uploadId": upload, "transcript": "I led the migration."}))
    assert status == 202, (status, reply)
    _, back = ask(nodes[1], "GET", f"/v1/answers/{json.loads(reply)['id']}/audio")
    right = hashlib.sha256(back).digest() == hashlib.sha256(data).digest()
    print(f"{name}: {len(data)} bytes, {line.cuts} cuts, {sum(node.deaths for node in nodes) - deaths} of them kill -9, two processes: checksum "
          f"{'right' if right else 'WRONG'}, {line.twice} bytes sent twice, {line.worst} at most after one cut (a piece is {PIECE}), {seconds:.1f} s",
          flush=True)
    for fault in line.faults:
        print(f"{name}: {fault}")
    return right and not line.faults and line.worst <= PIECE and line.cuts == options.cuts


with tempfile.TemporaryDirectory() as folder:
    nodes = [Node(folder), Node(folder)]
    try:
        data = wave(options.megabytes << 20)
        ways = {"curl": with_curl, "tuspy": with_tuspy}
        ended = [run(name, ways[name], nodes, data) for name in options.clients.split(",")]
    finally:
        for node in nodes:
            node.process.terminate()
            node.process.wait()
sys.exit(0 if all(ended) else 1)
