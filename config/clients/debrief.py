"""A small client for Debrief: one file, nothing but the standard library.

    from debrief import Debrief

    service = Debrief("http://127.0.0.1:8080", key="dbf_...")
    answer = service.send("answer.webm", question="Tell me about a hard problem.", externalId="attempt-17")
    answer = service.finished(answer["id"])
    print(answer["evaluation"]["score"], answer["degraded"])
    open("report.pdf", "wb").write(service.report(answer["id"]))

Every method that makes something sends an Idempotency-Key and is tried again when the service is busy or away, so that a request is
done once. Errors are `Problem`, with the stable `code` of the service. `call` reaches every other address of /openapi.json.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Problem(Exception):
    """A problem document (RFC 9457) of the service."""

    def __init__(self, status, body, retry_after=None):
        self.status = status
        self.code = body.get("code", "internal")
        self.detail = body.get("detail", "")
        self.request_id = body.get("requestId")
        self.answer_id = body.get("answerId")
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}: {self.detail}")


class Debrief:
    """The service at an address."""

    def __init__(self, address, key=None, timeout=60, attempts=4):
        self.address = address.rstrip("/")
        self.key = key
        self.timeout = timeout
        self.attempts = max(1, attempts)

    def call(self, method, path, query=None, body=None, content_type=None, headers=None):
        """Sends one request. Gives the parsed JSON, or bytes for everything else; None without a body."""
        address = self.address + path
        if query:
            address += "?" + urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, quote_via=urllib.parse.quote)
        headers = dict(headers or {})
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if body is not None and not isinstance(body, bytes):
            body, content_type = json.dumps(body).encode(), content_type or "application/json"
        if content_type:
            headers["Content-Type"] = content_type
        is_safe = method in ("GET", "HEAD", "DELETE") or "Idempotency-Key" in headers
        for attempt in range(1, self.attempts + 1):
            request = urllib.request.Request(address, data=body, method=method, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as reply:
                    data = reply.read()
                    kind = reply.headers.get("Content-Type", "")
                    return json.loads(data) if "json" in kind else data or None
            except urllib.error.HTTPError as error:
                problem = self._problem(error)
                if not is_safe or attempt == self.attempts or problem.status not in (429, 502, 503, 504):
                    raise problem from None
                time.sleep(min(30, problem.retry_after or 2**attempt))
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if not is_safe or attempt == self.attempts:
                    raise
                time.sleep(min(30, 2**attempt))

    @staticmethod
    def _problem(error):
        try:
            body = json.loads(error.read())
        except ValueError:
            body = {}
        after = error.headers.get("Retry-After", "")
        return Problem(error.code, body, int(after) if after.isdigit() else None)

    @staticmethod
    def _once(headers=None):
        return {"Idempotency-Key": str(uuid.uuid4()), **(headers or {})}

    @staticmethod
    def _fields(fields):
        def text(value):
            if isinstance(value, bool):
                return "true" if value else "false"
            return json.dumps(value) if isinstance(value, dict) else str(value)

        return {name: text(value) for name, value in fields.items() if value is not None}

    def send(self, recording, wait=None, **fields):
        """Sends a recording: a path or bytes. `fields` are those of the document: question, role, language, metadata ..."""
        if not isinstance(recording, bytes):
            with open(recording, "rb") as file:
                recording = file.read()
        headers = self._once({"Prefer": f"wait={wait}"} if wait else None)
        return self.call("POST", "/v1/answers/raw", self._fields(fields), recording, "application/octet-stream", headers)

    def type(self, answer, wait=None, **fields):
        """Sends an answer that was typed."""
        headers = self._once({"Prefer": f"wait={wait}"} if wait else None)
        body = {"answer": answer, **{name: value for name, value in fields.items() if value is not None}}
        return self.call("POST", "/v1/answers/typed", body=body, headers=headers)

    def answer(self, id):
        """One answer with every result there is so far."""
        return self.call("GET", f"/v1/answers/{id}")

    def finished(self, id, timeout=600):
        """The answer once it is done or failed."""
        end, wait = time.monotonic() + timeout, 0.2
        while True:
            answer = self.answer(id)
            if answer["status"] in ("done", "failed"):
                return answer
            if time.monotonic() >= end:
                raise TimeoutError(f"{id} is {answer['status']} after {timeout} s")
            time.sleep(wait)
            wait = min(5, wait * 1.5)

    def answers(self, **filters):
        """Every answer that fits, page by page."""
        cursor = None
        while True:
            page = self.call("GET", "/v1/answers", {**self._fields(filters), "limit": 200, "cursor": cursor})
            yield from page["answers"]
            cursor = page.get("nextCursor")
            if not cursor:
                return

    def report(self, id):
        """The report as PDF bytes."""
        return self.call("GET", f"/v1/answers/{id}/report.pdf")

    def recording(self, id):
        """The recording as it was sent."""
        return self.call("GET", f"/v1/answers/{id}/audio")

    def retry(self, id):
        """Works on an answer again that failed or ended without a stage."""
        return self.call("POST", f"/v1/answers/{id}/retry")

    def delete(self, id):
        """Deletes an answer with everything there is of it."""
        self.call("DELETE", f"/v1/answers/{id}")
