"""The life of an answer with a client that OpenAPI Generator made: openapi_generator.py ADDRESS RECORDING, `second_client` on the path."""

import pathlib
import sys
import time

import second_client
from second_client.api.answers_api import AnswersApi
from second_client.api.results_api import ResultsApi
from second_client.api.service_api import ServiceApi
from second_client.api.uploads_api import UploadsApi
from second_client.api.webhooks_api import WebhooksApi
from second_client.models import AnswerCorrection, TypedAnswer, UploadedAnswer, WebhookRequest

address, recording = sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()
WORDS = "I moved the bookings to a new service and we halved the errors because we measured every change."
client = second_client.ApiClient(second_client.Configuration(host=address))
answers, results, service, uploads, webhooks = (api(client) for api in (AnswersApi, ResultsApi, ServiceApi, UploadsApi, WebhooksApi))


def finished(identifier):
    for _ in range(600):
        answer = answers.get_answer(identifier)
        if answer.status in ("done", "failed"):
            assert answer.status == "done", answer
            return answer
        time.sleep(0.1)
    raise AssertionError("it does not end")


assert service.get_me().permissions and len(service.list_rubrics().rubrics) > 1
raw = answers.create_answer_from_bytes(recording, transcript=WORDS, question="Tell me about a hard problem.", external_id="second-1", idempotency_key="second-1")
again = answers.create_answer_from_bytes(recording, transcript=WORDS, question="Tell me about a hard problem.", external_id="second-1", idempotency_key="second-1")
assert raw.id == again.id, (raw.id, again.id)
form = answers.create_answer_from_form(audio=("answer.webm", recording), transcript=WORDS, idempotency_key="second-2")
typed = answers.create_typed_answer(TypedAnswer(answer=WORDS, role="Backend engineer"), prefer="wait=60")
place = uploads.create_upload_with_http_info(tus_resumable="1.0.0", upload_length=str(len(recording)), body=b"").headers["Location"].rsplit("/", 1)[1]
uploads.append_to_upload(place, tus_resumable="1.0.0", upload_offset="0", body=recording)
uploaded = answers.create_answer_from_upload(UploadedAnswer(upload_id=place, transcript=WORDS))
for answer in (raw, form, typed, uploaded):
    finished(answer.id)
page = answers.list_answers(external_id="second-1", total=True)
assert page.total == 1 and page.answers[0].id == raw.id, page
assert bytes(results.get_report_pdf(raw.id)).startswith(b"%PDF-")
assert bytes(results.get_recording(raw.id)) == recording
tag = answers.get_answer_with_http_info(raw.id).headers["ETag"]
answers.correct_answer(raw.id, if_match=tag, answer_correction=AnswerCorrection(transcript=WORDS + " I would do it again."))
finished(raw.id)
assert len(results.list_versions(raw.id).versions) == 2
hook = webhooks.create_webhook(WebhookRequest(url="https://example.com/hook"))
webhooks.delete_webhook(hook.id)
try:
    answers.get_answer("ans_00000000000000000000000000")
    raise AssertionError("an unknown answer was found")
except second_client.ApiException as error:
    assert error.status == 404 and "answer" in error.body, error
for answer in (raw, form, typed, uploaded):
    answers.delete_answer(answer.id)
print("a client made by OpenAPI Generator takes an answer through its whole life")
