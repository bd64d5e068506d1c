"""What schemathesis has to be told about media types it does not know."""

import os
import uuid

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece(_context, value):
    """A piece of an upload is bytes, whatever it was made from."""
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "replace")


@schemathesis.deserializer(
    "audio/*", "application/octet-stream", "application/pdf", "application/x-subrip", "application/zip", "text/csv", "text/event-stream", "text/html", "text/vtt"
)
def text(_context, response):
    """Bodies that are no JSON have a schema that takes anything."""
    return response.content.decode("utf-8", "replace")


@schemathesis.hook
def before_call(_context, case, _arguments):
    """Where one thing is asked after another, what is made is made now: a key as short as "0" would bring an earlier one back, and
    the server would be blamed for what another scenario has deleted."""
    key = (case.headers or {}).get("Idempotency-Key")
    if os.environ.get("INTERFACE_PHASES") == "stateful" and isinstance(key, str) and 0 < len(key) < 256 and key.isascii() and key.isprintable():
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
