#!/usr/bin/env python3
"""An emotion endpoint to start from: server.py [PORT [FOLDER]]. Put a model in `judge`; the schemas beside this file say the rest.

Recordings come with the request (emotion.mode upload). With FOLDER, the data folder of Debrief, it also takes the paths of files in
it (emotion.mode path); any other path is refused."""

import email.parser
import email.policy
import io
import json
import os
import sys
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = os.path.realpath(sys.argv[2]) if len(sys.argv) > 2 else None
CLASSES = ["angry", "calm", "happy", "sad"]  # as in emotion.classes


def judge(sound, seconds):
    """The probabilities of CLASSES, together 1, for 16-bit samples at 16 kHz."""
    return [0.1, 0.6, 0.2, 0.1]


class Endpoint(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            body = next(part for part in form.iter_parts() if part.get_param("name", header="content-disposition") == "file").get_payload(decode=True)
        else:
            path = os.path.realpath(json.loads(body)["audio_path"])
            if not FOLDER or os.path.commonpath([FOLDER, path]) != FOLDER:
                return self.reply(403, {"error": True, "message": "only files of the folder given at the start are read"})
            with open(path, "rb") as file:
                body = file.read()
        with wave.open(io.BytesIO(body)) as file:
            sound, seconds = file.readframes(file.getnframes()), file.getnframes() / file.getframerate()
        probs = judge(sound, seconds)
        best = CLASSES[probs.index(max(probs))]
        segment = {"duration": seconds, "emotion": best, "confidence": 100 * max(probs), "probs": probs}
        self.reply(200, {"primary_emotion": best, "score": 100 * max(probs), "all_probs": probs, "segment_results": [segment]})

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Endpoint)
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
