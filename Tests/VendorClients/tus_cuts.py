"""A large upload cut at random bytes, the server killed -9 at some of them, then finished by tuspy: tus_cuts.py DEBRIEF
[--megabytes 50] [--cuts 200] [--kills 20] [--seed 1].

Prints one line and exits with 1 when the recording did not arrive as it was, or when a cut cost more than one piece."""
import argparse
import hashlib
import http.client
import json
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from tusclient import client as tus

for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
parser = argparse.ArgumentParser()
parser.add_argument("debrief")
parser.add_argument("--megabytes", type=int, default=50)
parser.add_argument("--cuts", type=int, default=200)
parser.add_argument("--kills", type=int, default=20)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
random.seed(options.seed)
PIECE = 1 << 20
folder = tempfile.TemporaryDirectory()
environment = dict(os.environ, HTTP_RATE_LIMIT="0")


def start():
    server = subprocess.Popen(
        [options.debrief, "serve", "--port", "0", "--data", folder.name],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    for line in server.stdout:
        if match := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return server, int(match[1])
    sys.exit("the server did not start")


def wave(size):
    frames = (size - 44) // 6
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + frames * 6, b"WAVE", b"fmt ", 16, 1, 2, 48000, 288000, 6, 24,
                       b"data", frames * 6)
    return head + random.randbytes(2000) * (frames * 6 // 2000) + bytes(frames * 6 % 2000)


def offset(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("HEAD", path, headers={"Tus-Resumable": "1.0.0"})
    reply = connection.getresponse()
    reply.read()
    assert reply.status == 200, reply.status
    return int(reply.headers["Upload-Offset"])


data = wave(options.megabytes << 20)
kills = set(random.sample(range(options.cuts), min(options.kills, options.cuts)))
server, port = start()
connection = http.client.HTTPConnection("127.0.0.1", port)
connection.request("POST", "/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data))})
path = connection.getresponse().headers["Location"]
at, worst, sent, began = 0, 0, 0, time.monotonic()
step = len(data) // (options.cuts + 1)
for cut in range(options.cuts):
    stop = random.randint(1, min(PIECE, 2 * step, len(data) - at - 1)) if len(data) - at > 1 else 0
    raw = socket.create_connection(("127.0.0.1", port))
    raw.sendall((f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {at}\r\n"
                 f"Content-Type: application/offset+octet-stream\r\nContent-Length: {min(PIECE, len(data) - at)}\r\n\r\n").encode())
    raw.sendall(data[at:at + stop])
    sent += stop
    if cut in kills:
        server.send_signal(signal.SIGKILL)
        server.wait()
        server, port = start()
    elif cut % 3 == 0:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if cut % 5:
        raw.close()
    reached = offset(port, path)
    assert at <= reached <= at + stop, (at, stop, reached)
    worst = max(worst, at + stop - reached)
    at = reached
raw.close()
tail = tempfile.NamedTemporaryFile(suffix=".wav")
tail.write(data)
tail.flush()
uploader = tus.TusClient(f"http://127.0.0.1:{port}/v1/uploads").uploader(
    tail.name, url=f"http://127.0.0.1:{port}{path}", chunk_size=PIECE, upload_checksum=True)
assert uploader.offset == at
uploader.upload()
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
body = json.dumps({"uploadId": path.rsplit("/", 1)[1], "transcript": "I led the migration."})
connection.request("POST", "/v1/answers", body, {"Content-Type": "application/json"})
answer = json.loads(connection.getresponse().read())
connection.request("GET", f"/v1/answers/{answer['id']}/audio")
back = hashlib.sha256(connection.getresponse().read()).hexdigest()
server.terminate()
server.wait()
right = back == hashlib.sha256(data).hexdigest()
print(f"{len(data)} bytes, {options.cuts} cuts, {len(kills)} of them kill -9: checksum {'right' if right else 'WRONG'}, "
      f"{sent + len(data) - at - len(data)} bytes sent twice, {worst} at most at one cut (a piece is {PIECE}), "
      f"{time.monotonic() - began:.1f} s")
sys.exit(0 if right and worst <= PIECE else 1)
