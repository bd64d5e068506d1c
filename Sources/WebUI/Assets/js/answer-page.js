// The page of an answer: it grows while the answer is made, plays, and can be put right.

import { $, remember, remembered, say } from "./dom.js";
import { ask, flash, localTimes, send } from "./shell.js";
import { rename, star } from "./label.js";
import { Gone, follow } from "./progress.js";
import { bindFixing } from "./fixing.js";
import { bindPlayer, bindTimeline } from "./player.js";
import { bindTalk } from "./talk.js";
import { t } from "./words.js";

const result = $("result"), id = result.dataset.id;
const isFinished = () => result.dataset.status === "done" || result.dataset.status === "failed";
let drawing = Promise.resolve();

/** Marks where the work is, before the page of that moment is there. */
function showStage(stage) {
  const steps = [...document.querySelectorAll("#stages li")], at = steps.findIndex((one) => one.dataset.stage === stage);
  for (const [i, step] of steps.entries()) {
    step.className = i < at ? "done" : i === at ? "now" : "";
    if (i === at) step.setAttribute("aria-current", "step"); else step.removeAttribute("aria-current");
  }
}

/** Puts the parts of the page as it is now in the places of those that changed. The player, words that are being put right and what has the focus stay. */
async function draw() {
  const reply = await fetch(location.pathname, { cache: "no-store", headers: { Accept: "text/html" } });
  if (reply.status === 404) { location.reload(); return; }
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html"), next = fresh.getElementById("result");
  if (!next) return;
  localTimes(next);
  for (const old of document.querySelectorAll("[data-part]")) {
    const part = next.querySelector("[data-part=" + old.dataset.part + "]");
    if (!part) old.remove();
    else if (part.outerHTML !== old.outerHTML && !old.classList.contains("fixing") && !old.contains(document.activeElement) && !(old.dataset.part === "actions" && document.querySelector("dialog[open]"))) old.replaceWith(document.adoptNode(part));
  }
  Object.assign(result.dataset, next.dataset);
  bindTimeline();
}

const redraw = () => (drawing = drawing.then(draw).catch(() => {}));

async function watch() {
  const stop = new AbortController();
  addEventListener("pagehide", () => stop.abort(), { once: true });
  let known = result.dataset.stage;
  try {
    await follow(id, {
      signal: stop.signal,
      step: (stage, status) => {
        say("");
        if (stage === known && status !== "done" && status !== "failed") return;
        known = stage;
        showStage(stage);
        redraw();
      },
      lost: () => say(t("answer.waiting"), { bad: true }),
    });
    if (!document.querySelector("dialog[open]")) document.activeElement?.blur?.();
    await redraw();
    if (!isFinished()) await draw();
    finished();
  } catch (error) {
    if (error instanceof Gone) location.reload();
  }
}

function finished() {
  $("talk-hint").hidden = !$("heard").childElementCount;
  if (result.dataset.status === "done" && $("heard").childElementCount && $("answer-audio")) bindFixing(id, again);
  $("result-title").focus();
}

/** The answer is scored anew: the page follows it as it did the first time. */
function again() {
  flash(null);
  location.reload();
}

async function remove() {
  if (!(await ask($("sure")))) return;
  if (!(await send("DELETE", "/v1/answers/" + id))) return;
  flash(t("deleted"));
  location.assign("/");
}

result.addEventListener("click", (event) => {
  const button = event.target.closest("#forget, #rename, .star");
  if (button?.id === "forget") remove();
  else if (button?.id === "rename") rename(id).then(redraw);
  else if (button) star(button);
});
bindPlayer(result);
bindTalk(result, id);
if (isFinished()) {
  const isSent = remembered("debrief.sent", "sessionStorage") === id;
  $("talk-hint").hidden = !$("heard").childElementCount;
  if (isSent) finished();
  else if (result.dataset.status === "done" && $("answer-audio") && $("heard").childElementCount) bindFixing(id, again);
} else watch();
remember("debrief.sent", null, "sessionStorage");
