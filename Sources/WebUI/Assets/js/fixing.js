// The words of an answer, put right in their places by the one who said them.

import { $, say } from "./dom.js";
import { problemText, t } from "./words.js";

let read = null;     // { tag, text }: what is being corrected, and its version
let lines = [];      // { place, old, shown, said }: each line while it is corrected
const undone = [];   // { line, text }: what stood there before each change

/** What a line shows, without pauses, numbers of remarks and sounds that are no words. */
function shownIn(place) {
  const copy = place.cloneNode(true);
  for (const one of copy.querySelectorAll(".pause, .note-ref, [title]")) one.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The text of a line that was changed. A word that is not written out stays what it was. */
export function lineText(edited, shown, said) {
  const before = shown.split(" "), words = said.trim().split(/\s+/);
  return edited.trim().split(/\s+/).map((word) => {
    const at = word.includes("•") && before.length === words.length ? before.indexOf(word) : -1;
    return at < 0 ? word : words[at];
  }).join(" ");
}

/** The whole text with the changed lines in their places. `parts` are `{ from, to, text }`; a text that is null is as it was. */
export function wholeText(text, parts) {
  let whole = "", at = 0;
  for (const part of parts) {
    whole += text.slice(at, part.from) + (part.text ?? text.slice(part.from, part.to));
    at = part.to;
  }
  return (whole + text.slice(at)).trim();
}

async function load(id) {
  const reply = await fetch("/v1/answers/" + id, { cache: "no-store" }).catch(() => null);
  if (!reply?.ok) { say(t("fix.unreadable"), { bad: true }); return false; }
  const answer = await reply.json();
  read = { tag: reply.headers.get("ETag"), text: answer.transcript ? answer.transcript.text : "" };
  return true;
}

function begin(place) {
  const from = Number(place.dataset.from), to = Number(place.dataset.to);
  const line = { place, from, to, old: [...place.childNodes], shown: shownIn(place), said: read.text.slice(from, to) };
  let before = line.shown;
  place.replaceChildren(line.shown);
  for (const [name, value] of Object.entries({ contenteditable: "plaintext-only", role: "textbox", "aria-label": t("fix.line", { n: lines.length + 1 }), spellcheck: "true" })) place.setAttribute(name, value);
  // A browser without plain text in place takes formatted text; what is saved is the text alone.
  if (!place.isContentEditable) place.setAttribute("contenteditable", "true");
  place.oninput = () => {
    undone.push({ line, text: before });
    before = place.textContent;
    $("fix-undo").disabled = false;
  };
  place.onkeydown = (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter") event.preventDefault();
  };
  line.reset = (text) => { place.textContent = before = text; };
  lines.push(line);
}

/** Takes back one change after the other, the last first. */
function undo() {
  const last = undone.pop();
  last?.line.reset(last.text);
  $("fix-undo").disabled = !undone.length;
  last?.line.place.focus();
}

function end(keepsOld) {
  for (const { place, old } of lines) {
    for (const name of ["contenteditable", "role", "aria-label", "spellcheck"]) place.removeAttribute(name);
    place.oninput = place.onkeydown = null;
    if (keepsOld) place.replaceChildren(...old);
  }
  lines = [];
  undone.length = 0;
  $("heard").classList.remove("fixing");
  $("fixing").hidden = true;
  $("heard-note").hidden = $("fix").hidden = false;
}

/** Puts the caret at a word of a line. */
function caret(line, word) {
  const text = line.place.firstChild, at = word ? line.shown.indexOf(word) : 0;
  line.place.focus();
  if (text && at >= 0) getSelection().setBaseAndExtent(text, at, text, word ? at + word.length : 0);
}

async function open(id, node) {
  if (lines.length || !(await load(id))) return;
  const places = [...document.querySelectorAll("#heard [data-from]")], word = node?.textContent;
  const chosen = node ? places.indexOf(node.closest("[data-from]")) : 0;
  $("heard").classList.add("fixing");
  $("fixing").hidden = false;
  $("heard-note").hidden = $("fix").hidden = true;
  $("fix-undo").disabled = true;
  for (const place of places) begin(place);
  if (lines.length) caret(lines[Math.max(0, chosen)], word);
}

function close() {
  end(true);
  $("fix").focus();
}

/** `isAgain`: the answer changed since it was read, but not its words. */
async function save(id, changed, isAgain = false) {
  const parts = lines.map(({ place, from, to, shown, said }) => {
    const now = place.textContent.replace(/\s+/g, " ").trim();
    return { from, to, text: now === shown ? null : lineText(now, shown, said) };
  });
  if (parts.every((part) => part.text === null)) { close(); return; }
  const transcript = wholeText(read.text, parts);
  if (!transcript) { say(t("fix.empty"), { bad: true }); return; }
  $("fix-save").disabled = true;
  const headers = { "Content-Type": "application/json", "If-Match": read.tag || "*" };
  const reply = await fetch("/v1/answers/" + id, { method: "PATCH", headers, body: JSON.stringify({ transcript }) }).catch(() => null);
  $("fix-save").disabled = false;
  if (reply?.ok) { end(false); changed(); return; }
  const problem = reply && (await reply.json().catch(() => null));
  // What was typed stays where it is.
  if (reply?.status === 412) {
    const before = read.text;
    if ((await load(id)) && read.text === before && !isAgain) return save(id, changed, true);
    say(t("fix.changed"), { bad: true });
    return;
  }
  say(problemText(problem, t("fix.unsaved")), { bad: true, code: (problem && problem.code) || "" });
}

/** Binds the button, and a double click on a word; `changed` hears when the answer is scored anew. */
export function bindFixing(id, changed) {
  $("fix").hidden = false;
  $("fix").onclick = () => open(id, null);
  $("fix-undo").onclick = undo;
  $("fix-cancel").onclick = close;
  $("fix-save").onclick = () => save(id, changed);
  $("heard").parentElement.addEventListener("dblclick", (event) => {
    const word = event.target.closest("#heard .word");
    if (word && !$("fix").hidden) open(id, word);
  });
}
