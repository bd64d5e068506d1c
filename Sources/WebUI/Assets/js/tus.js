// One request at a time, and the patience with which it is repeated.

import { pause } from "./dom.js";
import { problemText, t } from "./words.js";

const tries = 5;
const mayPass = ({ status, body }) =>
  status >= 500 || [408, 423, 429].includes(status) || Boolean(body && body.code === "request.in_progress");

/** The service said no, and why. */
export class Refused extends Error {
  constructor(reply) {
    super(problemText(reply.body, t("refused", { status: reply.status })));
    this.code = (reply.body && reply.body.code) || (reply.status === 413 ? "upload.too_large" : "");
  }

  /** Whether the same bytes would be refused again. */
  get recordingAtFault() { return this.code.startsWith("decode.") || this.code === "upload.too_large" || this.code === "upload.empty"; }
}

/**
 * One request; null when no reply came, or when nothing moved for `silenceMs`. XMLHttpRequest, because fetch does not tell how much
 * is sent. `sent(bytes)` hears of it.
 */
export function ask(method, url, { headers = {}, body = null, sent = () => {}, signal, silenceMs = 30_000 } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) { reject(signal.reason); return; }
    const request = new XMLHttpRequest();
    let timer;
    const stop = () => request.abort();
    const moved = () => { clearTimeout(timer); timer = setTimeout(stop, silenceMs); };
    const end = (settle, value) => { clearTimeout(timer); signal?.removeEventListener("abort", stop); settle(value); };
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => { moved(); sent(event.loaded); };
    request.onload = () => end(resolve, {
      status: request.status, body: request.response, header: (name) => request.getResponseHeader(name),
      after: Number(request.getResponseHeader("Retry-After")) || 0,
    });
    request.onerror = () => end(resolve, null);
    request.onabort = () => (signal?.aborted ? end(reject, signal.reason) : end(resolve, null));
    signal?.addEventListener("abort", stop, { once: true });
    moved();
    request.send(body);
  });
}

async function isUp() {
  try { return (await fetch("/health", { cache: "no-store" })).ok; } catch { return false; }
}

/** Waits longer from failure to failure: as long as it takes for a connection, a few times for a service that is there and fails. */
export class Patience {
  #failures = 0;
  #answered = 0;
  #wake;
  #waiting;

  /** An event at `wake`, or the device being online again, ends a wait; `waiting(seconds, detail)` hears of each, and of 0 when it ends. */
  constructor(wake, waiting) {
    this.#wake = wake;
    this.#waiting = waiting;
  }

  /** Something got on. */
  reset() { this.#failures = this.#answered = 0; }

  /** Waits after no reply, or one that may be another next time. Throws ``Refused`` after one that stays, and when it was asked often. */
  async after(reply, signal, isFinal = reply !== null && !mayPass(reply)) {
    if (isFinal) throw new Refused(reply);
    if (reply || (await isUp())) this.#answered += 1;
    const detail = reply && problemText(reply.body, "");
    if (this.#answered >= tries) {
      throw new Refused({ status: 0, body: { detail: t("brokenOff"), ...(reply && reply.body) } });
    }
    const seconds = Math.max(Math.min(30, 2 ** this.#failures++), (reply && reply.after) || 0);
    const early = new AbortController(), go = () => early.abort();
    window.addEventListener("online", go, { once: true });
    this.#wake.addEventListener("wake", go, { once: true });
    this.#waiting(seconds, detail);
    try {
      await pause(1000 * seconds, AbortSignal.any([early.signal, signal]));
    } catch {
      signal.throwIfAborted();
    } finally {
      window.removeEventListener("online", go);
      this.#wake.removeEventListener("wake", go);
    }
    this.#waiting(0);
  }

  /** Asks until it is done, or the reply has one of these statuses. */
  async insist(request, signal, expected = []) {
    for (;;) {
      const reply = await request();
      if (reply && (reply.status < 300 || expected.includes(reply.status))) return reply;
      await this.after(reply, signal);
    }
  }
}
