"""What generators ask of a document: check_document.py FILE [most bytes]

The rules of swift-openapi-generator (its "Supported OpenAPI features"), and what openapi-python-client and OpenAPI Generator stumble over."""

import gzip
import json
import re
import sys

WANTED_BYTES = int(sys.argv[2]) if len(sys.argv) > 2 else None
SEVERAL_TYPES = {"createAnswer", "correctAnswer"}

with open(sys.argv[1], "rb") as file:
    text = file.read()
faults = []


def once(pairs):
    """An object whose names differ, as RFC 8259 asks; strict readers refuse a document with a name that is there twice."""
    faults.extend(f"{name} is there twice in one object" for name in {name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1})
    return dict(pairs)


document = json.loads(text, object_pairs_hook=once)
operations = sum(len([m for m in path if m in ("get", "post", "put", "patch", "delete", "head", "options")]) for path in document["paths"].values())
packed = len(gzip.compress(text, 6))
print(f"{', '.join(tag['name'] for tag in document['tags'])}: {len(text)} bytes, {packed} compressed, for {operations} operations")
if WANTED_BYTES and len(text) >= WANTED_BYTES:
    faults.append(f"{len(text)} bytes are more than {WANTED_BYTES}")


def resolved(node):
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


names = set()
for path, item in document["paths"].items():
    for method, operation in item.items():
        name = operation["operationId"]
        if name in names:
            faults.append(f"{name} is there twice")
        names.add(name)
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            faults.append(f"{name} is no name in every language")
        declared = {p["name"] for p in map(resolved, operation.get("parameters", [])) if p["in"] == "path"}
        if declared != set(re.findall(r"{(\w+)}", path)):
            faults.append(f"{name}: the names of {path} are not its parameters")
        content = operation.get("requestBody", {}).get("content", {})
        if len(content) > 1 and name not in SEVERAL_TYPES:
            faults.append(f"{name} takes several media types")
        for kind, body in content.items():
            if "octet-stream" in kind and resolved(body["schema"]).get("format") != "binary":
                faults.append(f"{name}: {kind} is not binary")
        for status, response in operation["responses"].items():
            if status.isdigit() and int(status) >= 400 and "$ref" not in response and status != "503":
                faults.append(f"{name} {status} is not a reference")
            for header in resolved(response).get("headers", {}).values():
                if "schema" not in resolved(header):
                    faults.append(f"{name} {status} has a header without a schema")
if faults:
    print("\n".join(faults), file=sys.stderr)
    sys.exit(1)
