// Following an answer through its stages.

import { pause } from "./dom.js";
import { problemText, t } from "./words.js";

const isFinished = (status) => status === "done" || status === "failed";

/** There is no such answer, or no longer. */
export class Gone extends Error {}

/** The answer as it is now; null when the service cannot be reached or is unwell. */
async function read(id) {
  let reply, body;
  try {
    reply = await fetch("/v1/answers/" + id, { cache: "no-store" });
    body = await reply.json();
  } catch {
    return null;
  }
  if (reply.ok) return body;
  if (reply.status < 500) throw new Gone(problemText(body, t("answer.gone")));
  return null;
}

/** Reports each change until the last one, or until the stream breaks. */
function listen(id, step, signal) {
  return new Promise((resolve) => {
    const stream = new EventSource("/v1/answers/" + id + "/events");
    const end = () => { stream.close(); resolve(); };
    stream.addEventListener("progress", (event) => {
      const change = JSON.parse(event.data);
      step(change.stage, change.status);
      if (isFinished(change.status)) end();
    });
    stream.onerror = end;
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Follows an answer through its stages and answers it when it is done or failed, however often the connection breaks. */
export async function follow(id, { step, lost, signal }) {
  for (let failures = 0; ;) {
    const answer = await read(id);
    signal.throwIfAborted();
    if (answer) {
      failures = 0;
      step(answer.stage, answer.status);
      if (isFinished(answer.status)) return answer;
      await listen(id, step, signal);
      await pause(200, signal);
    } else {
      failures += 1;
      lost();
      await pause(Math.min(10_000, 1000 * failures), signal);
    }
  }
}
