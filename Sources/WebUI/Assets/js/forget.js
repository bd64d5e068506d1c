// Uploads whose speaker does not want them any more.

import { remember, remembered } from "./dom.js";
import { ask } from "./tus.js";

const key = "debrief.forget";
const most = 20;
const version = { "Tus-Resumable": "1.0.0" };

function read() {
  try { return JSON.parse(remembered(key)) || []; } catch { return []; }
}

function write(list) { remember(key, JSON.stringify(list.slice(-most))); }

/** Whether the service has forgotten it. An answer that it may have become is asked for once more, which makes no second one. */
async function isForgotten({ url, isAsked }) {
  if (isAsked) {
    const headers = { "Content-Type": "application/json" };
    const reply = await ask("POST", "/v1/answers", { headers, body: JSON.stringify({ uploadId: url.split("/").pop() }) });
    // Asked with other fields than before, it is a problem that names the answer.
    const answer = reply && reply.body && (reply.status === 202 ? reply.body.id : reply.body.answerId);
    if (!reply || (answer && !(await ask("DELETE", "/v1/answers/" + answer)))) return false;
  }
  const reply = await ask("DELETE", url, { headers: version });
  return Boolean(reply && [204, 404, 410].includes(reply.status));
}

/** Has the service delete an upload, now or when it can be reached again. */
export async function forgetUpload(url, isAsked) {
  write([...read().filter((one) => one.url !== url), { url, isAsked }]);
  if (await isForgotten({ url, isAsked })) write(read().filter((one) => one.url !== url));
}

/** Does what was left of it when the connection, or the page, went. */
export async function forgetTheRest() {
  for (const one of read()) await forgetUpload(one.url, one.isAsked);
}

window.addEventListener("online", forgetTheRest);
