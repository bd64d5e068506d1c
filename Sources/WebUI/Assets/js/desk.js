// The desk around the recorder: sending what was recorded, chosen or typed, and what is shown meanwhile.

import { $, say } from "./dom.js";
import { ask } from "./shell.js";
import { choose, currentTake, dropTake, isAtRisk, isRecording, keepCurrent, pressPause, pressRecord, restore, sendingOf, stopAll } from "./take.js";
import { forgetTheRest } from "./forget.js";
import { openTab } from "./tabs.js";
import { Patience, Refused } from "./tus.js";
import { dropTyped, openTyped, typedText } from "./typed.js";
import { t } from "./words.js";

let work = null;   // ends the sending under way
let countdown = 0; // shows when it is tried again
let to = null;     // { take, typed, accepted }: where answers go

function startWork() {
  work?.abort();
  work = new AbortController();
  return work.signal;
}

/** Shows the desk, `compose`, or the sending, `working`. */
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
      $("waiting").textContent = t("desk.sent");
    },
    waiting: (seconds, detail) => {
      clearInterval(countdown);
      $("try-now").hidden = !seconds;
      if (!seconds) { say(""); return; }
      $("waiting").textContent = "";
      say(t("desk.waiting", { problem: detail || t("desk.unreachable"), safe: on.safe }), { bad: true });
      const until = performance.now() + 1000 * seconds;
      const tell = () => { $("waiting").textContent = t("desk.nextTry", { n: Math.max(0, Math.ceil((until - performance.now()) / 1000)) }); };
      tell();
      countdown = setInterval(tell, 1000);
    },
  };
  return on;
}

async function send() {
  const take = currentTake();
  if (!take || isRecording()) return;
  const signal = startWork();
  $("playback").pause();
  const on = showSending(t("desk.recordingSafe"));
  if (!(await keepCurrent())) on.safe = t("desk.keepOpen");
  try {
    const sending = await sendingOf(take);
    signal.throwIfAborted();
    $("try-now").addEventListener("click", () => sending.wake(), { signal });
    const answer = await to.take(sending, on, signal);
    await dropTake({ isAnswered: true });
    show("compose");
    to.accepted(answer);
  } catch (error) {
    if (signal.aborted && !(error instanceof Refused)) return;
    await backToTake(error, take.name);
  }
}

async function sendTyped() {
  const text = typedText();
  if (!text || isRecording()) return;
  const signal = startWork(), hurry = new EventTarget();
  const on = showSending(t("desk.wordsKept"));
  $("try-now").addEventListener("click", () => hurry.dispatchEvent(new Event("wake")), { signal });
  try {
    const answer = await to.typed(text, new Patience(hurry, on.waiting), signal);
    dropTyped();
    show("compose");
    to.accepted(answer);
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
  say(isUseless ? t("desk.notTaken", { name, why: error.message }) : error.message, { bad: true, code: error.code });
  $(isUseless ? "record" : "send").focus();
}

async function discard() {
  // A chosen file is still on the device.
  if (!currentTake()?.name && !(await ask($("sure")))) return;
  await dropTake();
  say(t("desk.discarded"));
  $("record").focus();
}

/** Binds the desk. `take(sending, on, signal)` and `typed(text, patience, signal)` send; `accepted(reply)` hears of what was taken. */
export function bindDesk(target) {
  to = target;
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
    say(t("desk.notSent"));
  };
  $("speak").addEventListener("dragover", (event) => event.preventDefault());
  $("speak").addEventListener("drop", (event) => { event.preventDefault(); openTab("tab-upload"); choose(event.dataTransfer.files[0]); });
  addEventListener("beforeunload", (event) => { if (isAtRisk()) event.preventDefault(); });
  addEventListener("pagehide", stopAll);
  forgetTheRest();
  return restore();
}
