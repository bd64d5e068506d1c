// The library of questions: questions of one's own, and several taken into an interview.

import { $, say } from "./dom.js";
import { ask, flash, flashed, send, toast } from "./shell.js";
import { t } from "./words.js";

const picks = [...document.querySelectorAll(".pick")];
const chosen = () => picks.filter((one) => one.checked).map((one) => one.value);

function showPicked() {
  const count = chosen().length;
  $("picked").hidden = !count;
  $("picked-count").textContent = t("questions.count", { n: count });
}

async function start() {
  $("picked-start").disabled = true;
  const made = await send("POST", "/v1/interviews", { mode: "practice", questions: chosen() });
  $("picked-start").disabled = false;
  if (made) location.assign("/interviews/" + made.id);
}

async function keepList() {
  if (!(await ask($("name-list")))) return;
  const made = await send("POST", "/v1/question-lists", { name: $("list-name").value.trim() || t("questions.myList"), questions: chosen() });
  if (!made) return;
  flash(t("questions.keptAs", { name: made.name }));
  location.assign("/practice?list=" + made.id);
}

async function removeList(button) {
  if (!(await send("DELETE", "/v1/question-lists/" + button.dataset.id))) return;
  flash(t("questions.listDeleted"));
  location.assign("/practice");
}

async function keep(event) {
  event.preventDefault();
  const text = $("own-text").value.trim();
  if (!text) { say(t("questions.write"), { bad: true }); return; }
  if (!(await send("POST", "/v1/questions", { text }))) return;
  flash(t("questions.kept"));
  location.assign("/practice?source=own");
}

async function remove(button) {
  if (!(await send("DELETE", "/v1/questions/" + button.dataset.id))) return;
  button.closest("li").remove();
  toast(t("deleted"));
}

for (const one of picks) { one.hidden = false; one.onchange = showPicked; }
for (const button of document.querySelectorAll("button.delete")) { button.hidden = false; button.onclick = () => remove(button); }
$("picked-start").onclick = start;
$("picked-list").onclick = keepList;
if ($("list-delete")) $("list-delete").onclick = () => removeList($("list-delete"));
$("own-form").onsubmit = keep;
const message = flashed();
if (message) toast(message);
showPicked();
