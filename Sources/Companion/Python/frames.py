"""Frames on the standard streams: two lengths of four bytes, little-endian, then a JSON object, then raw bytes.

The first length counts the bytes of the JSON text, the second those of the payload behind it. A length beyond its bound means that
the stream is out of step; the process then ends, because nothing that follows can be trusted."""

import json
import struct

LENGTHS = struct.Struct("<II")
MAX_HEADER_BYTES = 4 << 20
MAX_PAYLOAD_BYTES = 8 << 20


class OutOfStep(Exception):
    """The stream does not hold a frame where one has to start."""


def read(stream):
    """The next frame as (header, payload); None at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < LENGTHS.size:
        raise OutOfStep("the stream ends within a frame")
    header_bytes, payload_bytes = LENGTHS.unpack(lengths)
    if header_bytes > MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise OutOfStep(f"a frame of {header_bytes} + {payload_bytes} bytes")
    body = stream.read(header_bytes + payload_bytes)
    if len(body) < header_bytes + payload_bytes:
        raise OutOfStep("the stream ends within a frame")
    header = json.loads(body[:header_bytes])
    if not isinstance(header, dict):
        raise OutOfStep("the header of a frame is not an object")
    return header, body[header_bytes:]


def write(stream, header, payload=b""):
    """Writes one frame and flushes it."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    stream.write(LENGTHS.pack(len(text), len(payload)) + text)
    if payload:
        stream.write(payload)
    stream.flush()
