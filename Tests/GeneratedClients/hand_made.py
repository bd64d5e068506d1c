"""The life of an answer with the small Python client: hand_made.py ADDRESS RECORDING"""

import sys

sys.path.insert(0, "config/clients")
from debrief import Debrief, Problem  # noqa: E402

service = Debrief(sys.argv[1])
sent = service.send(
    sys.argv[2],
    question="Tell me about a hard problem.",
    transcript="I led the migration and we halved the errors because we measured every change.",
    externalId="python-1",
    metadata={"course": "autumn"},
)
answer = service.finished(sent["id"])
assert answer["status"] == "done", answer
assert answer["metadata"] == {"course": "autumn"} and answer["externalId"] == "python-1", answer
assert answer["sent"]["language"] == "en-US", answer["sent"]
assert [line["id"] for line in service.answers(externalId="python-1")] == [sent["id"]]
assert service.report(sent["id"]).startswith(b"%PDF-")
with open(sys.argv[2], "rb") as file:
    assert service.recording(sent["id"]) == file.read()
typed = service.type("I led the migration and halved the errors.", wait=60, question="Tell me about a hard problem.")
assert typed["status"] == "done", typed
try:
    service.send(sys.argv[2], externalId="python-1")
    raise AssertionError("a second answer with one externalId was taken")
except Problem as problem:
    assert (problem.status, problem.code, problem.answer_id) == (409, "upload.duplicate", sent["id"]), problem
try:
    service.retry(sent["id"])
    raise AssertionError("an answer that lacks nothing was worked on again")
except Problem as problem:
    assert problem.code == "request.not_ready", problem
service.delete(sent["id"])
service.delete(typed["id"])
try:
    service.answer(sent["id"])
    raise AssertionError("a deleted answer is there")
except Problem as problem:
    assert problem.code == "request.not_found", problem
print("the small Python client: done")
