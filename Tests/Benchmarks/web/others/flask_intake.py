"""Takes a recording as a form with Flask under waitress: kept, hashed, synced, entered in SQLite. Prints its port."""
import hashlib
import os
import sqlite3
import sys
import uuid

import waitress
from flask import Flask, jsonify, request

folder = sys.argv[1]
app = Flask(__name__)
sqlite3.connect(f"{folder}/answers.sqlite").execute("CREATE TABLE answers (id TEXT PRIMARY KEY, sha256 TEXT, bytes INTEGER)")


@app.post("/v1/answers")
def accept():
    identity, digest, size = f"ans_{uuid.uuid4()}", hashlib.sha256(), 0
    with open(f"{folder}/{identity}", "wb") as file:
        stream = request.files["audio"].stream
        while piece := stream.read(1 << 16):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    with sqlite3.connect(f"{folder}/answers.sqlite", timeout=60) as database:
        database.execute("INSERT INTO answers VALUES (?, ?, ?)", (identity, digest.hexdigest(), size))
    return jsonify(id=identity, status="queued"), 202


server = waitress.create_server(app, host="127.0.0.1", port=0, threads=16, max_request_body_size=1 << 30)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
