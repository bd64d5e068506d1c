#!/usr/bin/env python3
"""Writes Fixtures/audio and Fixtures/transcripts, or proves that they are what the manifest says.

    generate.py            make every file anew and write audio/manifest.json
    generate.py --check    compare the bytes of every file with the manifest; needs nothing but Python

Making needs espeak-ng (with libespeak-ng1), sox, ffmpeg and opusenc (Debian: espeak-ng sox ffmpeg opus-tools). The voice is
synthetic, so every word's time is known; what comes out is dedicated to the public domain (CC0). Another version of an
encoder writes other bytes: making anew is a change to review, not a build step.
"""

import hashlib
import json
import pathlib
import sys
import tempfile

import audio_files
import transcripts
from answer import compose

FIXTURES = pathlib.Path(__file__).resolve().parent.parent
MANIFEST = FIXTURES / "audio" / "manifest.json"
MAX_FILE_BYTES = 200_000
MAX_FOLDER_BYTES = 2_000_000


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make():
    audio = FIXTURES / "audio"
    audio.mkdir(exist_ok=True)
    for old in audio.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as work:
        answer = compose(pathlib.Path(work))
        entries = audio_files.write_all(answer, audio, pathlib.Path(work))
    (FIXTURES / "transcripts").mkdir(exist_ok=True)
    named = transcripts.write_all(answer, FIXTURES / "transcripts")
    for entry in entries:
        path = audio / entry["file"]
        entry["bytes"] = path.stat().st_size
        entry["sha256"] = digest(path)
    manifest = {
        "licence": "CC0-1.0",
        "made": "by Fixtures/generate/generate.py from synthetic speech",
        "question": answer.question,
        "speech": {"answer": answer.facts(), "short": answer.short_facts()},
        "files": entries,
        "transcripts": [{"file": name, "sha256": digest(FIXTURES / "transcripts" / name)} for name in named],
    }
    MANIFEST.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def check():
    manifest = json.loads(MANIFEST.read_text())
    problems = []
    for folder, entries in (("audio", manifest["files"]), ("transcripts", manifest["transcripts"])):
        listed = {entry["file"] for entry in entries}
        present = {path.name for path in (FIXTURES / folder).iterdir()} - {"manifest.json"}
        problems += [f"{folder}/{name} is in no manifest" for name in sorted(present - listed)]
        for entry in entries:
            path = FIXTURES / folder / entry["file"]
            if not path.is_file():
                problems.append(f"{folder}/{entry['file']} is missing")
            elif digest(path) != entry["sha256"]:
                problems.append(f"{folder}/{entry['file']} has other bytes than the manifest says")
            elif path.stat().st_size > MAX_FILE_BYTES:
                problems.append(f"{folder}/{entry['file']} is larger than {MAX_FILE_BYTES} bytes")
    total = sum(path.stat().st_size for path in (FIXTURES / "audio").iterdir())
    if total > MAX_FOLDER_BYTES:
        problems.append(f"audio holds {total} bytes, more than {MAX_FOLDER_BYTES}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(manifest['files'])} recordings, {total} bytes: {'broken' if problems else 'as the manifest says'}")
    return 1 if problems else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    if sys.argv[1:]:
        sys.exit(__doc__)
    make()
    sys.exit(check())
