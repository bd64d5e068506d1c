// Asking for the answer to a take that is sent, or to words that were typed.

import { ask, Refused } from "./tus.js";

const json = { "Content-Type": "application/json" };
const doubts = 3;

/** Sends what of a take is not there yet and answers with its accepted answer. An upload makes one, however often it is asked. */
export async function answerTake(sending, fields, on, signal, address = "/v1/answers") {
  signal.addEventListener("abort", () => sending.stop(), { once: true });
  for (let doubted = 0; ; doubted++) {
    await sending.start(on);
    signal.throwIfAborted();
    await sending.asking();
    on.asking();
    const body = JSON.stringify({ uploadId: sending.id, ...fields });
    const request = () => ask("POST", address, { headers: json, body, signal, silenceMs: 180_000 });
    // An upload that is not whole, or gone, is looked at again; a reply about anything else stays.
    const reply = await sending.patience().insist(request, signal, doubted < doubts ? [404, 409, 410, 422] : []);
    if (reply.status < 300) return reply.body;
    if (reply.status !== 422) { sending.doubt(); continue; }
    // Asked before with another question, and the reply was lost.
    if (!reply.body || reply.body.code !== "request.key_reused") throw new Refused(reply);
    await sending.renew();
  }
}

/** Names a body by what it says, so that sending it again makes no second answer. Browsers hash in secure contexts only. */
async function nameOf(body) {
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try { return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body))); } catch { /* below */ }
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

/** Sends typed words and answers with their accepted answer. */
export async function answerTyped(text, fields, patience, signal, address = "/v1/answers") {
  const body = JSON.stringify({ answer: text, ...fields });
  const headers = { ...json, "Idempotency-Key": await nameOf(body) };
  const reply = await patience.insist(() => ask("POST", address, { headers, body, signal }), signal);
  if (!reply.body) throw new Refused(reply);
  return reply.body;
}
