"""Receivers of webhooks that misbehave, for our tests: webhook_trouble.py

Prints {"port", "closed"} when it is up, then one line of JSON for each message whose headers came. The path says how it answers:

/good        200 at once
/silent      never                               /status    a byte of the status line a second
/drip        200, then a byte of body a second   /endless   200, then a body without end
/begun       200, then nothing of its body       /refused   500, then a body without end
/away        302 to /caught                      /hang      never the first time, then 200
/busy        429 with Retry-After: 2 once, then 200
/meet        200 after 50 ms, its first ten paths only when a message to each of them has come

Whoever begins a TLS handshake waits for ever. At the port "closed" no connection is ever accepted."""
import json
import socket
import threading
import time

hung = set()
lock = threading.Lock()
meeting = threading.Barrier(10)


def say(**facts):
    with lock:
        print(json.dumps(facts), flush=True)


def message(connection):
    """Path, headers and body of a request; None for anything that is no HTTP."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece or data[:1] == b"\x16":
            return None
        data += piece
        if data[:1] == b"\x16":
            time.sleep(600)
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return lines[0].split(" ")[1], headers, body


def slowly(connection, data):
    for index in range(len(data)):
        connection.sendall(data[index:index + 1])
        time.sleep(1)


def answer(connection, path, headers):
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    if path == "/silent":
        time.sleep(600)
    elif path == "/status":
        slowly(connection, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100)
    elif path == "/drip":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")
        slowly(connection, b"x" * 600)
    elif path == "/begun":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")
        time.sleep(600)
    elif path in ["/endless", "/refused"]:
        status = b"200 OK" if path == "/endless" else b"500 No"
        connection.sendall(b"HTTP/1.1 " + status + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            while True:
                connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        finally:
            say(path=path, read=sent)
    elif path == "/away":
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /caught\r\nContent-Length: 0\r\n\r\n")
    elif path in ["/hang", "/busy"]:
        with lock:
            first = path not in hung
            hung.add(path)
        if first and path == "/hang":
            time.sleep(600)
        if first:
            connection.sendall(b"HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n")
        else:
            connection.sendall(ok)
    else:
        if path.startswith("/meet"):
            time.sleep(0.05)
            with lock:
                first = path not in hung
                hung.add(path)
            if first:
                meeting.wait(60)
        connection.sendall(ok)


def serve(connection):
    try:
        with connection:
            while True:
                got = message(connection)
                if got is None:
                    return
                path, headers, _ = got
                say(path=path, id=headers.get("webhook-id"), at=time.time())
                answer(connection, path, headers)
    except OSError:
        pass


# A queue of one that is full: further connections are not refused and not accepted.
closed = socket.create_server(("127.0.0.1", 0), backlog=0)
waiting = []
for _ in range(4):
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(closed.getsockname())
    waiting.append(client)

listener = socket.create_server(("127.0.0.1", 0), backlog=256)
say(port=listener.getsockname()[1], closed=closed.getsockname()[1])
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
