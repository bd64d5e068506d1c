// The question and what goes with it, as far as the page has fields for them. Role, level, name and notes are remembered in this browser.

import { $, remember, remembered } from "./dom.js";

const isHere = (name) => $(name) !== null;
const fields = ["question", "role", "level", "candidate", "keywords", "idealAnswer", "resume", "jobDescription"].filter(isHere);
const lasting = ["role", "level", "candidate", "notes"].filter(isHere);

/** What stands in the form; `place` tells which page, or which question of an interview, a take belongs to. */
export const formNow = () => ({ ...Object.fromEntries(fields.map((name) => [name, $(name).value])), place: $("speak").dataset.place || "" });

/** The fields that have something in them, as the service takes them. */
export function context() {
  const sent = {};
  for (const name of fields) if ($(name).value.trim()) sent[name] = $(name).value.trim();
  if ($("narrative").checked) sent.narrative = true;
  return sent;
}

/** Fills the form as it was around a take. */
export function fillForm(form) {
  for (const name of fields) if (form[name]) $(name).value = form[name];
}

function showNotes() {
  if (!isHere("notes")) return;
  const text = $("notes").value.trim();
  $("notes-shown").textContent = text;
  $("notes-shown").hidden = !text;
}

for (const name of lasting) {
  // What the service put there, as for another take, counts.
  if (!$(name).value) $(name).value = remembered("debrief.form." + name) || "";
  $(name).addEventListener("input", () => remember("debrief.form." + name, $(name).value || null));
}
$("notes")?.addEventListener("input", showNotes);
showNotes();
