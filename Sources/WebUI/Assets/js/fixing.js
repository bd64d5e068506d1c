// The words of an answer, put right by the one who said them.

import { $, say } from "./dom.js";

let read = null;  // { tag, text }: what is being corrected, and its version

/** The text that is corrected begins as it is shown; the caret stands at the word that was chosen. */
export function placeOf(text, words, chosen) {
  let at = 0;
  for (const [index, word] of words.entries()) {
    const found = text.indexOf(word, at);
    if (found < 0) continue;
    if (index === chosen) return found;
    at = found + word.length;
  }
  return 0;
}

async function load(id) {
  const reply = await fetch("/v1/answers/" + id, { cache: "no-store" }).catch(() => null);
  if (!reply?.ok) { say("The words cannot be read just now. Try again in a moment.", { bad: true }); return false; }
  const answer = await reply.json();
  read = { tag: reply.headers.get("ETag"), text: answer.transcript ? answer.transcript.text : "" };
  return true;
}

function show(isOpen) {
  $("fixing").hidden = !isOpen;
  $("heard").hidden = $("heard-note").hidden = $("fix").hidden = isOpen;
}

async function open(id, node) {
  if (!(await load(id))) return;
  const words = [...document.querySelectorAll("#heard .word")].filter((one) => !one.title);
  $("fixed").value = read.text;
  show(true);
  $("fixed").focus();
  const at = node ? placeOf(read.text, words.map((one) => one.textContent), words.indexOf(node)) : 0;
  $("fixed").setSelectionRange(at, node ? at + node.textContent.length : 0);
}

function close() {
  show(false);
  $("fix").focus();
}

async function save(id, changed) {
  const text = $("fixed").value.trim();
  if (text === read.text.trim()) { close(); return; }
  if (!text) { say("Write at least one word, or cancel.", { bad: true }); return; }
  $("fix-save").disabled = true;
  const headers = { "Content-Type": "application/json", "If-Match": read.tag || "*" };
  const reply = await fetch("/v1/answers/" + id, { method: "PATCH", headers, body: JSON.stringify({ transcript: text }) }).catch(() => null);
  $("fix-save").disabled = false;
  if (reply?.ok) { show(false); changed(); return; }
  const problem = reply && (await reply.json().catch(() => null));
  // What was typed stays where it is.
  if (reply?.status === 412) { read = null; await load(id); say("The answer changed meanwhile. Look at your words once more, then save again.", { bad: true }); return; }
  say((problem && problem.detail) || "Your words could not be saved. They are still here; try again in a moment.", { bad: true, code: (problem && problem.code) || "" });
}

/** Binds the button, and a double click on a word; `changed` hears when the answer is scored anew. */
export function bindFixing(id, changed) {
  $("fix").hidden = false;
  $("fix").onclick = () => open(id, null);
  $("fix-cancel").onclick = close;
  $("fix-save").onclick = () => save(id, changed);
  $("heard").parentElement.addEventListener("dblclick", (event) => {
    const word = event.target.closest("#heard .word");
    if (word && !$("fix").hidden) open(id, word);
  });
}
