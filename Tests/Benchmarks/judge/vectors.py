#!/usr/bin/env python3
"""Makes the vectors of the labelled answers for `LabelledTests`, many times faster than one companion that takes turns.

    export DEBRIEF_LABELLED_VECTORS=/tmp/vectors.json
    swift test --filter LabelledTests             # writes the texts that have no vector to /tmp/vectors.json.missing
    .build-companion/venv/bin/python Tests/Benchmarks/judge/vectors.py .build-companion
    DEBRIEF_TEST_RECORD=1 swift test --filter LabelledTests         # measures, and writes Labelled/readings-*.json

The vectors are made by the companion's own program.
"""
import base64
import json
import os
import sys


def main():
    path = os.environ["DEBRIEF_LABELLED_VECTORS"]
    sys.path.insert(0, f"{sys.argv[1]}/program")
    import embed

    known = json.load(open(path)) if os.path.exists(path) else {}
    texts = [text for text in json.load(open(path + ".missing")) if text not in known]
    model = embed.Embedder(f"{sys.argv[1]}/models/minilm")
    texts.sort(key=len)
    for start in range(0, len(texts), 64):
        some = texts[start:start + 64]
        for text, vector in zip(some, model.embed(some)):
            known[text] = base64.b64encode(vector.tobytes()).decode()
    json.dump(known, open(path, "w"))
    print(len(texts), "texts")


if __name__ == "__main__":
    main()
