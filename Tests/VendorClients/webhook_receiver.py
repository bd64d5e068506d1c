"""A receiver of webhooks for our tests: webhook_receiver.py STATUS,STATUS,…

Prints {"port"} when it is up, then one line of JSON for each message it gets. It answers the statuses in order and repeats the
last. webhook_receiver.py 0 MESSAGE says instead whether a message is signed with a secret: by the standardwebhooks library where
it is installed, else by its rules written out."""
import base64
import hashlib
import hmac
import http.server
import json
import sys

try:
    from standardwebhooks import Webhook
except ImportError:
    Webhook = None

statuses = [int(status) for status in sys.argv[1].split(",")]


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
        print(json.dumps({
            "path": self.path, "body": body.decode(), "status": status,
            "headers": {name: self.headers[name] for name in names}, "type": self.headers["Content-Type"],
        }), flush=True)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        # More than anybody should read of a reply.
        content = b"x" * 1_000_000
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def verify(secret, headers, body):
    """Whether a message is signed with a secret."""
    if Webhook:
        try:
            Webhook(secret).verify(body, headers)
            return True
        except Exception:
            return False
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}'.encode()
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ")


if statuses == [0]:
    # Verifies one message: {"secret", "headers", "body"} as the second argument.
    asked = json.loads(sys.argv[2])
    print(json.dumps({
        "verified": verify(asked["secret"], asked["headers"], asked["body"]), "library": Webhook is not None,
    }), flush=True)
else:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
