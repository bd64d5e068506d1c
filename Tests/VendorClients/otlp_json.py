"""A body of OTLP/HTTP in JSON read by the official messages: otlp_json.py FILE. Prints a line for each span: name, kind, parent or -, trace.

OTLP's JSON has ids in hexadecimal where protobuf's own mapping has base64; that is the only difference taken away here."""

import base64
import json
import sys

from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

with open(sys.argv[1], "rb") as file:
    request = json.load(file)
for resource in request["resourceSpans"]:
    for scope in resource["scopeSpans"]:
        for span in scope["spans"]:
            for name in ("traceId", "spanId", "parentSpanId"):
                if name in span:
                    span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
message = ParseDict(request, ExportTraceServiceRequest())
for resource in message.resource_spans:
    assert any(fact.key == "service.name" for fact in resource.resource.attributes)
    for scope in resource.scope_spans:
        for span in scope.spans:
            assert len(span.trace_id) == 16 and len(span.span_id) == 8 and len(span.parent_span_id) in (0, 8)
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
            print(span.name.replace(" ", "_"), span.kind, span.parent_span_id.hex() or "-", span.trace_id.hex())
