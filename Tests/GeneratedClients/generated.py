"""The life of an answer with a client that openapi-python-client made: generated.py ADDRESS RECORDING, with `made_client` on the path."""

import io
import json
import sys
import time

from made_client import Client
from made_client.api.answers import (
    correct_answer,
    create_answer_from_bytes,
    create_answer_from_form,
    create_answer_from_upload,
    create_typed_answer,
    delete_answer,
    delete_answers,
    get_answer,
    list_answers,
)
from made_client.api.re_scoring import create_rescore, rate_answer
from made_client.api.results import get_recording, get_report_pdf, list_versions
from made_client.api.service import get_me, get_usage, list_engines, list_rubrics
from made_client.api.uploads import append_to_upload, create_upload
from made_client.api.webhooks import create_webhook, change_webhook, delete_webhook
from made_client.models import AnswerCorrection, AnswerForm, ManyAnswers, ManyAnswersStatus, RatingRequest, RescoreRequest, TypedAnswer, UploadedAnswer, WebhookChange, WebhookRequest
from made_client.types import File

client = Client(base_url=sys.argv[1], timeout=60)
with open(sys.argv[2], "rb") as file:
    recording = file.read()
WORDS = "I led the migration and we halved the errors because we measured every change."


def ok(reply, status):
    assert reply.status_code == status, (reply.status_code, reply.content[:500])
    return reply


def finished(identifier):
    for _ in range(600):
        reply = ok(get_answer.sync_detailed(identifier, client=client), 200)
        if reply.parsed.status in ("done", "failed"):
            assert reply.parsed.status == "done", reply.content[:500]
            return reply
        time.sleep(0.1)
    raise AssertionError("it does not end")


assert ok(get_me.sync_detailed(client=client), 200).parsed.permissions
assert len(ok(list_rubrics.sync_detailed(client=client), 200).parsed.rubrics) > 1
assert ok(list_engines.sync_detailed(client=client), 200).parsed.engines

raw = ok(
    create_answer_from_bytes.sync_detailed(
        client=client, body=File(payload=io.BytesIO(recording)), transcript=WORDS, question="Tell me about a hard problem.", external_id="made-1", idempotency_key="made-1"
    ),
    202,
).parsed
form = ok(
    create_answer_from_form.sync_detailed(
        client=client, body=AnswerForm(audio=File(payload=io.BytesIO(recording), file_name="answer.webm"), transcript=WORDS), idempotency_key="made-2"
    ),
    202,
).parsed
typed = ok(create_typed_answer.sync_detailed(client=client, body=TypedAnswer(answer=WORDS, role="Backend engineer"), prefer="wait=60"), 200).parsed
upload = ok(create_upload.sync_detailed(client=client, tus_resumable="1.0.0", upload_length=str(len(recording)), body=File(payload=io.BytesIO(b""))), 201)
upload_id = upload.headers["location"].rsplit("/", 1)[1]
ok(append_to_upload.sync_detailed(upload_id, client=client, tus_resumable="1.0.0", upload_offset="0", body=File(payload=io.BytesIO(recording))), 204)
uploaded = ok(create_answer_from_upload.sync_detailed(client=client, body=UploadedAnswer(upload_id=upload_id, transcript=WORDS)), 202).parsed

for answer in (raw, form, uploaded):
    finished(answer.id)
page = ok(list_answers.sync_detailed(client=client, external_id="made-1", total=True), 200).parsed
assert page.total == 1 and page.answers[0].id == raw.id and page.answers[0].degraded is False, page
assert ok(get_report_pdf.sync_detailed(raw.id, client=client), 200).content.startswith(b"%PDF-")
assert ok(get_recording.sync_detailed(raw.id, client=client), 200).content == recording
now = finished(raw.id)
ok(correct_answer.sync_detailed(raw.id, client=client, body=AnswerCorrection(transcript=WORDS + " I would do it again."), if_match=now.headers["etag"]), 202)
finished(raw.id)
assert len(ok(list_versions.sync_detailed(raw.id, client=client), 200).parsed.versions) == 2
assert ok(rate_answer.sync_detailed(raw.id, client=client, body=RatingRequest(score=70.0)), 201).parsed.score == 70
ok(create_rescore.sync_detailed(client=client, body=RescoreRequest(dry_run=True)), 200)
hook = ok(create_webhook.sync_detailed(client=client, body=WebhookRequest(url="https://example.org/hook")), 201).parsed
assert ok(change_webhook.sync_detailed(hook.id, client=client, body=WebhookChange(url="https://example.org/other")), 200).parsed.url.endswith("other")
ok(delete_webhook.sync_detailed(hook.id, client=client), 204)
assert ok(get_usage.sync_detailed(client=client), 200).parsed.answers >= 4
problem = get_answer.sync_detailed("ans_01a1fd53-d83f-75f5-9275-35e53568abbe", client=client)
assert problem.status_code == 404 and json.loads(problem.content)["code"] == "request.not_found"
swept = ok(delete_answers.sync_detailed(client=client, body=ManyAnswers(status=ManyAnswersStatus.DONE, dry_run=True)), 200).parsed
assert swept.matched == 4 and swept.done == 0, swept
for answer in (raw, form, typed, uploaded):
    ok(delete_answer.sync_detailed(answer.id, client=client), 204)
print("a generated Python client: done")
