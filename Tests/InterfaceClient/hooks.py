"""What schemathesis has to be told about media types it does not know."""

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
