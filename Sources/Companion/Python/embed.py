"""Sentence embeddings: the forward pass of a BERT encoder (Devlin et al. 2019) of the size of all-MiniLM-L6-v2, mean pooled and
normalised as its model card says. The weights stay in the mapped file, so that their pages are shared and can be dropped.

The texts of a request go through the layers together, one behind the other without padding between them: each weight is then read once
for all of them and not once a text, which is most of the time for short texts. Attention stays within a text."""

import itertools
import json
import math
import struct

import numpy as np
import tokenizers

import models
from faults import Fault

LAYERS, HEADS, WIDTH = 6, 12, 384
MAX_TOKENS = 256
MAX_TEXTS = 64
MAX_CHARACTERS = 20_000
EPSILON = 1e-12
# Tokens that go through the layers at once, and the multiple of rows that they are filled up to: so every row of a product is computed
# by the same kernel, and a text has the same vector, to the last bit, whatever texts are with it.
BLOCK_TOKENS = 512
ROW_STEP = 64


class Embedder:
    """A loaded model."""

    def __init__(self, folder):
        path = models.checked(folder, ["model.safetensors", "tokenizer.json"])
        self.tokenizer = tokenizers.Tokenizer.from_file(str(path / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.weights = tensors(path / "model.safetensors")

    def embed(self, texts):
        """Vectors of length 1, one row a text, as float32."""
        if not isinstance(texts, list) or not 1 <= len(texts) <= MAX_TEXTS or not all(isinstance(text, str) for text in texts):
            raise Fault("bad_request", f"embed wants 1 to {MAX_TEXTS} texts")
        tokens = [self.tokenizer.encode(text[:MAX_CHARACTERS]).ids for text in texts]
        vectors = np.empty((len(texts), WIDTH), "<f4")
        for block in blocks(tokens):
            vectors[block] = self.together([tokens[index] for index in block])
        return vectors

    def together(self, texts):
        """The vectors of texts of falling length, each a list of token numbers."""
        count = sum(map(len, texts))
        state = np.zeros((-(-count // ROW_STEP) * ROW_STEP, WIDTH), np.float32)
        at = 0
        for ids in texts:
            state[at : at + len(ids)] = self.placed(np.array(ids))
            at += len(ids)
        state = self.normal(state, "embeddings.LayerNorm")
        runs = list(equal_lengths(texts))
        for layer in range(LAYERS):
            state = self.layer(state, runs, f"encoder.layer.{layer}")
        vectors = np.concatenate([state[at : at + n * length].reshape(n, length, WIDTH).mean(axis=1) for at, n, length in runs])
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), EPSILON)

    def placed(self, ids):
        state = self.weight("embeddings.word_embeddings.weight")[ids]
        state = state + self.weight("embeddings.position_embeddings.weight")[: len(ids)]
        return state + self.weight("embeddings.token_type_embeddings.weight")[0]

    def layer(self, state, runs, name):
        parts = [self.linear(state, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        mixed = np.zeros_like(state)
        for at, n, length in runs:
            rows = slice(at, at + n * length)
            query, key, value = (part[rows].reshape(n, length, HEADS, -1).transpose(0, 2, 1, 3) for part in parts)
            scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(WIDTH // HEADS))
            scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
            scores /= scores.sum(axis=-1, keepdims=True)
            mixed[rows] = (scores @ value).transpose(0, 2, 1, 3).reshape(n * length, WIDTH)
        state = self.normal(state + self.linear(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = gelu(self.linear(state, f"{name}.intermediate.dense"))
        return self.normal(state + self.linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def linear(self, state, name):
        return state @ self.weight(f"{name}.weight").T + self.weight(f"{name}.bias")

    def normal(self, state, name):
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPSILON)
        return centred / scale * self.weight(f"{name}.weight") + self.weight(f"{name}.bias")

    def weight(self, name):
        try:
            return self.weights[name]
        except KeyError:
            raise Fault("model_damaged", f"the embedding model has no {name}") from None


def blocks(tokens):
    """The places of texts in groups of at most BLOCK_TOKENS tokens, longest first: texts of one length stand together."""
    block, size = [], 0
    for index in sorted(range(len(tokens)), key=lambda index: -len(tokens[index])):
        if block and size + len(tokens[index]) > BLOCK_TOKENS:
            yield block
            block, size = [], 0
        block.append(index)
        size += len(tokens[index])
    yield block


def equal_lengths(texts):
    """(first row, texts, length of each) for each run of texts of one length."""
    at = 0
    for length, run in itertools.groupby(texts, len):
        n = len(list(run))
        yield at, n, length
        at += n * length


def gelu(x):
    """x · Φ(x) with the error function after Abramowitz and Stegun 7.1.26 (absolute error below 1.5e-7)."""
    z = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return x * (1 + erf.astype(np.float32)) / 2


def tensors(path):
    """The float32 tensors of a safetensors file, mapped: eight bytes of length, a JSON index, the data."""
    try:
        with open(path, "rb") as file:
            (index_bytes,) = struct.unpack("<Q", file.read(8))
            if index_bytes > 16 << 20:
                raise ValueError("index too long")
            index = json.loads(file.read(index_bytes))
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + index_bytes)
        return {
            name: np.frombuffer(data, "<f4", (entry["data_offsets"][1] - entry["data_offsets"][0]) // 4, entry["data_offsets"][0])
            .reshape(entry["shape"])
            for name, entry in index.items()
            if name != "__metadata__" and entry["dtype"] == "F32"
        }  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise Fault("model_damaged", f"model.safetensors cannot be read: {type(error).__name__}") from None
