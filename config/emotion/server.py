#!/usr/bin/env python3
"""An emotion endpoint to start from: server.py [PORT]. Put a model in `judge`; the schemas beside this file say the rest."""

import email.parser
import email.policy
import io
import json
import sys
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
            body = open(json.loads(body)["audio_path"], "rb").read()
        with wave.open(io.BytesIO(body)) as file:
            sound, seconds = file.readframes(file.getnframes()), file.getnframes() / file.getframerate()
        probs = judge(sound, seconds)
        best = CLASSES[probs.index(max(probs))]
        segment = {"duration": seconds, "emotion": best, "confidence": 100 * max(probs), "probs": probs}
        reply = json.dumps({"primary_emotion": best, "score": 100 * max(probs), "all_probs": probs, "segment_results": [segment]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Endpoint)
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
