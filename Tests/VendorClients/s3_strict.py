"""Checks the signature of every request with botocore's own signer. Prints {"port"}, then a line for each request."""
import datetime
import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def check(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        claimed = self.headers.get("Authorization", "")
        names = claimed.split("SignedHeaders=")[-1].split(",")[0].split(";")
        payload = self.headers.get("x-amz-content-sha256")
        headers = {name: self.headers[name] for name in names if self.headers[name] is not None}
        request = AWSRequest(self.command, f"http://{self.headers['Host']}{self.path}", headers=headers, data=body)
        signer = S3SigV4Auth(KEYS, "s3", "us-east-1")
        request.context["timestamp"] = self.headers["x-amz-date"]
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        good = claimed.endswith("Signature=" + signature) and payload == hashlib.sha256(body).hexdigest()
        print(json.dumps({"method": self.command, "path": self.path, "ok": good,
                          "canonical": None if good else canonical, "claimed": None if good else claimed}), flush=True)
        self.send_response(200 if good else 403)
        self.send_header("Content-Length", "0")
        self.send_header("ETag", '"x"')
        self.end_headers()

    do_GET = do_PUT = do_DELETE = do_HEAD = check


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
