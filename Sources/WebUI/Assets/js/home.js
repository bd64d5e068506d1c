// The page at "/": asking, recording, sending.

import { $, remember, say } from "./dom.js";
import { ask, flashed } from "./shell.js";
import { choose, currentTake, dropTake, isAtRisk, isRecording, keepCurrent, pressPause, pressRecord, restore, sendingOf, stopAll } from "./take.js";
import { answerTake, answerTyped } from "./asking.js";
import { context } from "./form.js";
import { forgetTheRest } from "./forget.js";
import { openTab } from "./tabs.js";
import { Patience, Refused } from "./tus.js";
import { dropTyped, openTyped, typedText } from "./typed.js";

const questions = [
  "Tell me about a time you solved a difficult problem.",
  "Tell me about yourself and what you are looking for.",
  "Describe a conflict with a colleague and how it ended.",
  "Tell me about a decision you made without enough information.",
  "What is the project you are most proud of, and what was your part in it?",
  "Tell me about a time you failed. What did you do then?",
  "Explain something technical you know well to somebody who does not.",
  "Why do you want to work here?",
];

let work = null;   // ends the sending under way
let countdown = 0; // shows when it is tried again

function startWork() {
  work?.abort();
  work = new AbortController();
  return work.signal;
}

function show(view) {
  for (const name of ["compose", "working"]) $(name).hidden = name !== view;
  say("");
}

/** Shows the sending; `on.safe` says where the answer is meanwhile. */
function showSending(safe) {
  show("working");
  $("upload-bar").value = 0;
  $("waiting").textContent = "";
  $("try-now").hidden = true;
  $("working-title").focus();
  const on = {
    safe,
    progress: (part) => { $("upload-bar").value = part; },
    asking: () => {
      $("upload-bar").value = 1;
      $("waiting").textContent = "Sent. The service is checking it…";
    },
    waiting: (seconds, detail) => {
      clearInterval(countdown);
      $("try-now").hidden = !seconds;
      if (!seconds) { say(""); return; }
      $("waiting").textContent = "";
      say((detail || "The service cannot be reached.") + " " + on.safe + " Trying again soon.", { bad: true });
      const until = performance.now() + 1000 * seconds;
      const tell = () => { $("waiting").textContent = "Next try in " + Math.max(0, Math.ceil((until - performance.now()) / 1000)) + " s."; };
      tell();
      countdown = setInterval(tell, 1000);
    },
  };
  return on;
}

/** An answer was accepted: from here on it has an address. */
function accepted(answer) {
  remember("debrief.sent", answer.id, "sessionStorage");
  location.assign("/answers/" + answer.id);
}

async function send() {
  const take = currentTake();
  if (!take || isRecording()) return;
  const signal = startWork();
  $("playback").pause();
  const on = showSending("Your recording is safe in this browser.");
  if (!(await keepCurrent())) on.safe = "Keep this page open.";
  try {
    const body = context();
    if ($("transcript").files[0]) body.transcript = await $("transcript").files[0].text();
    const sending = await sendingOf(take);
    signal.throwIfAborted();
    $("try-now").addEventListener("click", () => sending.wake(), { signal });
    const answer = await answerTake(sending, body, on, signal);
    await dropTake({ isAnswered: true });
    accepted(answer);
  } catch (error) {
    if (signal.aborted && !(error instanceof Refused)) return;
    await backToTake(error, take.name);
  }
}

async function sendTyped() {
  const text = typedText();
  if (!text || isRecording()) return;
  const signal = startWork(), hurry = new EventTarget();
  const on = showSending("Your words are kept in this tab.");
  $("try-now").addEventListener("click", () => hurry.dispatchEvent(new Event("wake")), { signal });
  try {
    const answer = await answerTyped(text, context(), new Patience(hurry, on.waiting), signal);
    dropTyped();
    accepted(answer);
  } catch (error) {
    if (signal.aborted && !(error instanceof Refused)) return;
    show("compose");
    say(error.message, { bad: true, code: error.code });
    openTyped();
  }
}

async function backToTake(error, name) {
  // A file that cannot be used is still on the device; a take is kept until the speaker discards it.
  const isUseless = Boolean(name && error.recordingAtFault);
  if (isUseless) await dropTake();
  show("compose");
  say((isUseless ? "“" + name + "” was not taken. " : "") + error.message, { bad: true, code: error.code });
  $(isUseless ? "record" : "send").focus();
}

async function discard() {
  // A chosen file is still on the device.
  if (!currentTake()?.name && !(await ask($("sure")))) return;
  await dropTake();
  say("Discarded.");
  $("record").focus();
}

$("record").onclick = pressRecord;
$("pause").onclick = pressPause;
$("file").onchange = () => choose($("file").files[0]);
$("send").onclick = send;
$("send-typed").onclick = sendTyped;
$("discard").onclick = discard;
$("stop-sending").onclick = () => {
  startWork();
  clearInterval(countdown);
  show("compose");
  (currentTake() ? $("send") : $("typed")).focus();
  say("Not sent. It is still here.");
};
$("other-question").onclick = () => { $("question").value = questions[(questions.indexOf($("question").value) + 1) % questions.length]; };
$("ask").onsubmit = (event) => event.preventDefault();
$("speak").addEventListener("dragover", (event) => event.preventDefault());
$("speak").addEventListener("drop", (event) => { event.preventDefault(); openTab("tab-upload"); choose(event.dataTransfer.files[0]); });
addEventListener("beforeunload", (event) => { if (isAtRisk()) event.preventDefault(); });
addEventListener("pagehide", stopAll);

// Addresses of version 0.1.0 named the answer behind the number sign.
if (location.hash.startsWith("#ans_")) location.replace("/answers/" + location.hash.slice(1));
const message = flashed();
if (message) { say(message); $("record").focus(); }
restore();
forgetTheRest();
