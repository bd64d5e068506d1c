#!/usr/bin/env python3
"""Fits the linear reading of `Sources/Coaching/Relevance/PartMeaning.swift` and prints its numbers.

    .build-companion/venv/bin/python Tests/Benchmarks/judge/fit.py .build-companion

`prototypes.json` holds happenings, each told in the same six roles: situation, task, action, result, what was learned, and general talk. A
multinomial logistic regression with a ridge penalty is fitted on the vectors of the companion's own program. The first figure printed is the
share of sentences read rightly when their whole happening was left out of the fit.
"""
import base64
import json
import os
import sys

import numpy as np

PENALTY, SPREAD = 0.01, 5


def fit(vectors, rounds):
    mean = vectors.reshape(-1, vectors.shape[2]).mean(0)
    x = (vectors - mean).reshape(-1, vectors.shape[2]) * SPREAD
    y = np.tile(np.eye(6), (len(vectors), 1))
    weights, offsets = np.zeros((x.shape[1], 6)), np.zeros(6)
    for _ in range(rounds):
        z = x @ weights + offsets
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        weights -= 0.5 * (x.T @ (p - y) / len(x) + PENALTY * weights)
        offsets -= 0.5 * (p - y).mean(0)
    weights = weights * SPREAD
    offsets = offsets - mean @ weights
    return weights - weights.mean(1, keepdims=True), offsets - offsets.mean()


def main():
    sys.path.insert(0, f"{sys.argv[1]}/program")
    import embed

    model = embed.Embedder(f"{sys.argv[1]}/models/minilm")
    rows = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "prototypes.json")))
    vectors = np.stack([model.embed(row) for row in rows]).astype(float)
    right = 0
    for start in range(0, len(rows), 3):
        out = range(start, min(start + 3, len(rows)))
        weights, offsets = fit(np.delete(vectors, list(out), 0), 400)
        right += sum(((vectors[row] @ weights + offsets).argmax(1) == np.arange(6)).sum() for row in out)
    print(f"left out: {right} of {6 * len(rows)}")
    weights, offsets = fit(vectors, 1_500)
    scale = np.abs(weights).max() / 127
    rounded = np.round(weights / scale).astype(np.int8)
    print("offsets", [round(float(one), 4) for one in offsets], "scale", round(float(scale), 6))
    print(base64.b64encode(rounded.T.tobytes()).decode())


if __name__ == "__main__":
    main()
