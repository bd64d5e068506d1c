"""The contracts' strict S3 server on a free port: s3_contract_server.py s3_sigv4_strict_server.py. Prints {"port"}, then the
server's own line for each request. Needs nothing but Python."""
import http.server
import json
import sys


class AnyPort(http.server.ThreadingHTTPServer):
    def __init__(self, address, handler):
        super().__init__((address[0], 0), handler)
        print(json.dumps({"port": self.server_port}), flush=True)


http.server.HTTPServer = AnyPort
with open(sys.argv[1]) as file:
    exec(compile(file.read(), sys.argv[1], "exec"), {"__name__": "__main__"})
