// A small client for Debrief, for browsers and Node 18 or later: one file without dependencies.
//
//     import { Debrief } from "./debrief.mjs";
//     const service = new Debrief("http://127.0.0.1:8080", { key: "dbf_..." });
//     let answer = await service.send(blob, { question: "Tell me about a hard problem.", externalId: "attempt-17" });
//     answer = await service.finished(answer.id);
//     console.log(answer.evaluation.score, answer.degraded);
//
// Every method that makes something sends an Idempotency-Key and is tried again when the service is busy or away, so that a request
// is done once. Errors are `Problem`, with the stable `code` of the service. `call` reaches every other address of /openapi.json.

/** A problem document (RFC 9457) of the service. */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(`${status} ${body.code ?? "internal"}: ${body.detail ?? ""}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "internal";
    this.detail = body.detail ?? "";
    this.requestId = body.requestId;
    this.answerId = body.answerId;
    this.retryAfter = retryAfter;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The service at an address. */
export class Debrief {
  constructor(address, { key, timeoutMs = 60_000, attempts = 4 } = {}) {
    this.address = address.replace(/\/+$/, "");
    this.key = key;
    this.timeoutMs = timeoutMs;
    this.attempts = Math.max(1, attempts);
  }

  /** Sends one request. Gives the parsed JSON, or a Blob for everything else; null without a body. */
  async call(method, path, { query, body, type, headers } = {}) {
    const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
    const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
    const url = this.address + path + (text ? `?${text}` : "");
    const sent = new Headers(headers);
    if (this.key) sent.set("Authorization", `Bearer ${this.key}`);
    const isPlain = body !== undefined && typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
    if (isPlain) sent.set("Content-Type", "application/json");
    else if (type) sent.set("Content-Type", type);
    const isSafe = ["GET", "HEAD", "DELETE"].includes(method) || sent.has("Idempotency-Key");
    for (let attempt = 1; ; attempt += 1) {
      let wait = 1000 * 2 ** attempt;
      try {
        const signal = AbortSignal.timeout(this.timeoutMs);
        const reply = await fetch(url, { method, headers: sent, body: isPlain ? JSON.stringify(body) : body, signal });
        if (reply.ok) {
          if (reply.status === 204) return null;
          return (reply.headers.get("Content-Type") ?? "").includes("json") ? await reply.json() : await reply.blob();
        }
        const after = Number.parseInt(reply.headers.get("Retry-After") ?? "", 10);
        const problem = new Problem(reply.status, await reply.json().catch(() => ({})), Number.isNaN(after) ? undefined : after);
        if (!isSafe || attempt >= this.attempts || ![429, 502, 503, 504].includes(problem.status)) throw problem;
        if (problem.retryAfter !== undefined) wait = 1000 * problem.retryAfter;
      } catch (error) {
        if (error instanceof Problem || !isSafe || attempt >= this.attempts) throw error;
      }
      await pause(Math.min(30_000, wait));
    }
  }

  #once(wait) {
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    if (wait) headers.Prefer = `wait=${wait}`;
    return headers;
  }

  #fields(fields) {
    return Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    );
  }

  /** Sends a recording: a Blob, an ArrayBuffer or a typed array. */
  send(recording, fields = {}, { wait } = {}) {
    return this.call("POST", "/v1/answers/raw", {
      query: this.#fields(fields),
      body: recording,
      type: "application/octet-stream",
      headers: this.#once(wait),
    });
  }

  /** Sends an answer that was typed. */
  type(answer, fields = {}, { wait } = {}) {
    return this.call("POST", "/v1/answers/typed", { body: { answer, ...fields }, headers: this.#once(wait) });
  }

  /** One answer with every result there is so far. */
  answer(id) {
    return this.call("GET", `/v1/answers/${id}`);
  }

  /** The answer once it is done or failed. */
  async finished(id, { timeoutMs = 600_000 } = {}) {
    const end = Date.now() + timeoutMs;
    for (let wait = 200; ; wait = Math.min(5000, wait * 1.5)) {
      const answer = await this.answer(id);
      if (answer.status === "done" || answer.status === "failed") return answer;
      if (Date.now() >= end) throw new Error(`${id} is ${answer.status} after ${timeoutMs} ms`);
      await pause(wait);
    }
  }

  /** Every answer that fits, page by page. */
  async *answers(filters = {}) {
    let cursor;
    do {
      const page = await this.call("GET", "/v1/answers", { query: { ...this.#fields(filters), limit: 200, cursor } });
      yield* page.answers;
      cursor = page.nextCursor;
    } while (cursor);
  }

  /** The report as a Blob with a PDF. */
  report(id) {
    return this.call("GET", `/v1/answers/${id}/report.pdf`);
  }

  /** The recording as it was sent. */
  recording(id) {
    return this.call("GET", `/v1/answers/${id}/audio`);
  }

  /** Works on an answer again that failed or ended without a stage. */
  retry(id) {
    return this.call("POST", `/v1/answers/${id}/retry`);
  }

  /** Deletes an answer with everything there is of it. */
  delete(id) {
    return this.call("DELETE", `/v1/answers/${id}`);
  }
}
