"""An S3 store by moto for our tests. It does not look at signatures. Prints {"port"} when it is up."""
import json
import logging
import sys
import time
import urllib.request

from moto.server import ThreadedMotoServer

logging.disable(logging.CRITICAL)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
    urllib.request.Request(f"http://127.0.0.1:{port}/answers", method="PUT")).read()
print(json.dumps({"port": port}), flush=True)
while True:
    time.sleep(3600)
