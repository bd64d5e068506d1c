// Setting an interview up.

import { $, remember, remembered } from "./dom.js";
import { send } from "./shell.js";

const lasting = { "for-role": "debrief.form.role", "for-name": "debrief.form.candidate" };
for (const [id, key] of Object.entries(lasting)) $(id).value = remembered(key) || "";

/** What was said; what was left open is the service's choice. */
function wanted() {
  const mode = document.querySelector("[name=mode]:checked").value, body = { mode, count: Number($("for-count").value) };
  const texts = { role: "for-role", level: "for-level", candidate: "for-name", company: "for-company", jobDescription: "for-job", resume: "for-resume" };
  for (const [name, id] of Object.entries(texts)) if ($(id).value.trim()) body[name] = $(id).value.trim();
  const skills = $("for-skills").value.split(",").map((one) => one.trim()).filter(Boolean);
  if (skills.length) body.skills = skills;
  if (mode !== "coach") for (const [name, id] of Object.entries({ thinkMs: "for-think", limitMs: "for-limit" })) if ($(id).value) body[name] = Number($(id).value);
  if (mode === "mock" && $("for-follow").value) body.followUps = Number($("for-follow").value);
  if (mode === "asynchronous") body.deadline = new Date(Date.now() + Number($("for-deadline").value) * 1000).toISOString().replace(/\.\d+Z/, "Z");
  if ($("for-watch").checked && mode !== "coach") body.observations = true;
  if ($("for-list")?.value) { body.list = $("for-list").value; delete body.count; }
  else if ($("for-write")?.checked) body.generate = true;
  if ($("for-knowledge").checked) body.knowledge = true;
  return body;
}

function showChoices() {
  const mode = document.querySelector("[name=mode]:checked").value;
  $("deadline-field").hidden = mode !== "asynchronous";
  $("camera-field").hidden = !("FaceDetector" in window) || !$("for-watch").checked;
  if (mode === "asynchronous") document.querySelector("#new details").open = true;
}

for (const one of document.querySelectorAll("[name=mode], #for-watch")) one.addEventListener("change", showChoices);
const list = new URLSearchParams(location.search).get("list");
if (list && $("for-list")) { $("for-list").value = list; document.querySelector("#new details").open = true; }
showChoices();

$("new").onsubmit = async (event) => {
  event.preventDefault();
  for (const [id, key] of Object.entries(lasting)) remember(key, $(id).value || null);
  remember("debrief.camera", $("for-camera").checked && $("for-watch").checked ? "yes" : null);
  $("make").disabled = true;
  const made = await send("POST", "/v1/interviews", wanted());
  $("make").disabled = false;
  if (made) location.assign("/interviews/" + made.id);
};
