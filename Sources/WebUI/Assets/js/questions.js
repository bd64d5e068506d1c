// The library of questions: questions of one's own, and several taken into an interview.

import { $, say } from "./dom.js";
import { flash, flashed, send, toast } from "./shell.js";

const picks = [...document.querySelectorAll(".pick")];
const chosen = () => picks.filter((one) => one.checked).map((one) => one.value);

function showPicked() {
  const count = chosen().length;
  $("picked").hidden = !count;
  $("picked-count").textContent = count === 1 ? "1 question" : count + " questions";
}

async function start() {
  $("picked-start").disabled = true;
  const made = await send("POST", "/v1/interviews", { mode: "practice", questions: chosen() });
  $("picked-start").disabled = false;
  if (made) location.assign("/interviews/" + made.id);
}

async function keep(event) {
  event.preventDefault();
  const text = $("own-text").value.trim();
  if (!text) { say("Write the question first.", { bad: true }); return; }
  if (!(await send("POST", "/v1/questions", { text }))) return;
  flash("Kept.");
  location.assign("/practice?source=own");
}

async function remove(button) {
  if (!(await send("DELETE", "/v1/questions/" + button.dataset.id))) return;
  button.closest("li").remove();
  toast("Deleted.");
}

for (const one of picks) { one.hidden = false; one.onchange = showPicked; }
for (const button of document.querySelectorAll("button.delete")) { button.hidden = false; button.onclick = () => remove(button); }
$("picked-start").onclick = start;
$("own-form").onsubmit = keep;
const message = flashed();
if (message) toast(message);
showPicked();
