// Microphone and timing: which device, whether it hears, time to think, a countdown. The browser remembers the choices.

import { $, clock, pause, remember, remembered } from "./dom.js";
import { openMicrophone, watchLevel } from "./recorder.js";
import { t } from "./words.js";

const testMs = 4000;
const quietBelow = 0.004;
const kept = { device: "debrief.device", think: "debrief.think", count: "debrief.count", pace: "debrief.pace" };

export const device = () => $("device").value;

/** Lists the microphones. Browsers name them once one was allowed. */
export async function listDevices() {
  const all = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  const chosen = $("device").value || remembered(kept.device) || "";
  const options = all.filter((one) => one.kind === "audioinput" && one.deviceId && one.label && one.deviceId !== "default").map((one) => new Option(one.label, one.deviceId));
  $("device").replaceChildren(new Option(t("setup.browsersChoice"), ""), ...options);
  $("device").value = options.some((one) => one.value === chosen) ? chosen : "";
}

/** Listens for four seconds and says what was heard. */
async function test() {
  $("test").disabled = true;
  $("test-says").textContent = t("setup.say");
  let loudest = 0;
  try {
    const stream = await openMicrophone(device());
    $("test-level").hidden = false;
    const end = watchLevel(stream, (level) => { loudest = Math.max(loudest, level); $("test-level").value = Math.min(1, level * 8); });
    await pause(testMs);
    end();
    for (const track of stream.getTracks()) track.stop();
    $("test-says").textContent = t(loudest < quietBelow ? "setup.silent" : "setup.heard");
    await listDevices();
  } catch (error) {
    $("test-says").textContent = error.message;
  }
  $("test-level").hidden = true;
  $("test").disabled = false;
}

/** Waits out the time to think and the countdown. `go` is a signal whose abort begins at once; `off` one whose abort gives up and throws. */
export async function getReady(go, off) {
  const end = AbortSignal.any([go, off]);
  const wait = (ms) => pause(ms, end).catch(() => off.throwIfAborted());
  const show = (text) => { $("countdown").textContent = text; $("countdown").hidden = !text; };
  try {
    const thinking = 1000 * Number($("think").value), began = performance.now();
    for (let left = thinking; left > 0 && !end.aborted; left = thinking - (performance.now() - began)) {
      // Read out every ten seconds; the figures move in between.
      $("countdown").setAttribute("aria-live", Math.ceil(left / 1000) % 10 ? "off" : "polite");
      show(clock(Math.ceil(left / 1000) * 1000));
      await wait(Math.min(1000, left));
    }
    $("countdown").setAttribute("aria-live", "assertive");
    for (let left = $("count").checked ? 3 : 0; left > 0 && !end.aborted; left--) {
      show(String(left));
      await wait(1000);
    }
  } finally {
    show("");
  }
}

let meter = null;

/** The pace counts anew: a take begins, a pause ends. Nothing is counted unless the speaker wants it. */
export async function startPace() {
  meter = null;
  $("pace-now").hidden = true;
  if (!$("pace").checked) return;
  const { PaceMeter } = await import("./pace.js");
  meter = new PaceMeter();
}

/** One level of the take. */
export const hearPace = (level, ms) => meter?.add(level, ms);

/** Says how many fillers were heard so far, and up to where, to a speaker who wants it. */
export function showFillers(n, untilMs) {
  if (!$("pace").checked) return;
  $("fillers-now").textContent = t("fillersNow", { n, clock: clock(untilMs) });
  $("fillers-now").hidden = false;
}

/** Says in a word how fast that is, once there is enough. */
export function showPace() {
  const pace = meter?.wordsPerMinute;
  if (!pace) return;
  const kind = pace > 185 ? "pace.fast" : pace < 95 ? "pace.slow" : "pace.steady";
  if ($("pace-now").textContent !== t(kind)) $("pace-now").textContent = t(kind);
  $("pace-now").hidden = false;
}

$("think").value = remembered(kept.think) || "0";
$("count").checked = remembered(kept.count) === "yes";
$("pace").checked = remembered(kept.pace) === "yes";
$("think").onchange = () => remember(kept.think, $("think").value);
$("count").onchange = () => remember(kept.count, $("count").checked ? "yes" : null);
$("pace").onchange = () => remember(kept.pace, $("pace").checked ? "yes" : null);
$("device").onchange = () => remember(kept.device, device() || null);
$("test").onclick = test;
$("setup").ontoggle = () => { if ($("setup").open) listDevices(); };
navigator.mediaDevices?.addEventListener?.("devicechange", listDevices);
