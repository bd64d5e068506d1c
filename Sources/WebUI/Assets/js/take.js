// The take: recorded or chosen, listened to, kept, sent, dropped.

import { $, clock, make, say } from "./dom.js";
import { readable } from "./convert.js";
import { fillForm, formNow } from "./form.js";
import { forgetUpload } from "./forget.js";
import { Growing } from "./growing.js";
import { isLive, isStreamable, watchLive } from "./live.js";
import { startTake } from "./recorder.js";
import { quiet, Sending } from "./sending.js";
import { device, getReady, hearPace, listDevices, showFillers, showPace, startPace } from "./setup.js";
import { adopt, clearShelf, drop, keepPiece, keepTake, keepUpload, leftBehind, unsent } from "./shelf.js";
import { refusal } from "./sniff.js";
import { load } from "./sound.js";
import { Refused } from "./tus.js";
import { Wave } from "./wave.js";
import { t, timeText } from "./words.js";

const hint = $("hint").textContent;
const wave = new Wave($("wave"));
let take = null;       // { blob, name, sending, upload, isKept }: what "Get my debrief" sends; a take from the microphone has no name
let recording = null;  // { stop, pause, resume, growing, sending, refusal } while a take is being recorded
let ready = null;      // { go, off }: ends the time to think before a take

export const currentTake = () => take;
export const isRecording = () => recording !== null;
/** Whether leaving the page now would lose something. */
export const isAtRisk = () => recording !== null || (take !== null && !take.isKept);

/** Puts the take on the shelf once more, with the form as it is now; answers whether it is kept. */
export async function keepCurrent() {
  const one = take;
  one.isKept = await keepTake(one.blob, one.name, formNow());
  return one.isKept;
}

/** The take's way to the service: the one it began while it was recorded or before a reload, or a new one. */
export async function sendingOf(one) {
  one.sending ??= new Sending(Growing.of(await readable(one.blob)), one.upload, keepUpload);
  return one.sending;
}

/** What the service was sent of a take is deleted there. */
async function withdraw(one) {
  if (!one) return;
  const { sending, upload } = one;
  one.sending = one.upload = null;
  if (sending) await sending.abandon();
  else if (upload) await forgetUpload(upload.url, upload.isAsked);
}

/** Shows the picture of the sound when there is some. */
const showWave = (isShown) => $("stage").classList.toggle("has-sound", isShown);

function showTake(blob, name, text, way = {}) {
  take = blob.size ? { blob, name, isKept: false, ...way } : null;
  URL.revokeObjectURL($("playback").src);
  $("take").hidden = !take;
  $("record-label").textContent = t(take && !name ? "take.again" : "take.record");
  if (!take) { say(t("take.nothing"), { bad: true }); return; }
  const address = URL.createObjectURL(blob);
  load($("playback"), address);
  $("save").href = address;
  $("save").download = name || "answer." + ((/(webm|ogg|mp4|wav)/.exec(blob.type) || [])[0] || "audio");
  $("save").hidden = Boolean(name);
  $("chosen").textContent = text;
}

/** Forgets the take, here, on the shelf, and unless an answer was made of it on the service. */
export async function dropTake({ isAnswered = false } = {}) {
  const dropped = take;
  take = null;
  $("take").hidden = true;
  $("playback").removeAttribute("src");
  $("record-label").textContent = t("take.record");
  $("clock").textContent = "0:00";
  $("file").value = "";
  wave.clear();
  showWave(false);
  await clearShelf();
  if (!isAnswered) withdraw(dropped);
}

function sayHow(ms, loudest) {
  if (recording?.refusal) say(recording.refusal.message, { bad: true, code: recording.refusal.code });
  else if (recording?.isLost) say(t("take.lost"), { bad: true });
  else if (ms > 4000 && loudest < 0.002) say(t("take.silent"), { bad: true });
  else if (!recording || ms < 120_000) say("");
  else say(t("take.twoMinutes"));
}

/** What was recorded is sent once it is kept, so that a page that is loaded anew never has less than the service. */
async function addPiece(to, blob, isFirst) {
  if (isFirst) withdraw(take);
  await keepPiece(blob, formNow(), isFirst);
  to.growing.add(blob);
}

function sendLive(to) {
  to.sending = new Sending(to.growing, {}, keepUpload);
  // A connection that is lost is not the speaker's business now; a recording that cannot be used is.
  to.sending.start({ ...quiet, heard: (n, ms) => { if (recording === to) showFillers(n, ms); } }).catch((error) => {
    if (!(error instanceof Refused) || !error.recordingAtFault) return;
    to.refusal = error;
    withdraw(to);
  });
}

function showPause(isPaused) {
  $("pause").dataset.state = isPaused ? "paused" : "on";
  $("pause").textContent = t(isPaused ? "take.goOn" : "take.pause");
}

function showRecording(isOn) {
  document.body.classList.toggle("is-recording", isOn);
  $("record").classList.toggle("recording", isOn);
  $("pause").hidden = !isOn;
  $("fillers-now").hidden = true;
  startPace();
  showPause(false);
  $("hint").textContent = isOn ? t("take.recording") : hint;
}

/** Waits out the time to think; answers whether to record. */
async function think() {
  ready = { go: new AbortController(), off: new AbortController() };
  $("record-label").textContent = t("take.startNow");
  try {
    await getReady(ready.go.signal, ready.off.signal);
    return true;
  } catch {
    return false;
  } finally {
    ready = null;
    $("record-label").textContent = t(take && !take.name ? "take.again" : "take.record");
  }
}

/** Opens the microphone and records until it is stopped. */
async function startRecording() {
  const now = { growing: new Growing(), sending: null, refusal: null, isLost: false };
  let loudest = 0;
  say("");
  if (!(await think())) return;
  $("record").disabled = true;
  try {
    const started = await startTake(device(), {
      piece: (blob, isFirst) => addPiece(now, blob, isFirst),
      level: (level) => { loudest = Math.max(loudest, level); wave.add(level); },
      beat: hearPace,
      time: (ms) => { $("clock").textContent = clock(ms); sayHow(ms, loudest); showPace(); },
      lost: (isLost) => { now.isLost = isLost; },
      end: (blob, ms) => endRecording(now, blob, ms),
    });
    Object.assign(now, started);
    recording = now;
    if (isLive() && isStreamable(started.type)) sendLive(now);
  } catch (error) {
    say(error.message, { bad: true });
    return;
  } finally {
    $("record").disabled = false;
    $("record").focus();
  }
  $("playback").pause();
  $("take").hidden = true;
  wave.clear();
  showWave(true);
  showRecording(true);
  $("record-label").textContent = t("take.stop");
  listDevices();
}

async function endRecording(ended, blob, ms) {
  recording = null;
  showRecording(false);
  say("");
  showTake(blob, null, t("take.yours", { clock: clock(ms) }), { sending: ended.sending });
  if (ended.refusal) say(ended.refusal.message, { bad: true, code: ended.refusal.code });
  if (!take) { withdraw(ended); return; }
  await keepCurrent();
  ended.growing.end(blob);
  ended.sending?.wake();
}

/** The button: begins, begins at once when there is time to think left, or stops. */
export function pressRecord() {
  if (recording) recording.stop();
  else if (ready) ready.go.abort();
  else startRecording();
}

/** Stops for a moment, or goes on. */
export function pressPause() {
  if (!recording) return;
  const isPaused = $("pause").dataset.state !== "paused";
  if (isPaused) recording.pause(); else { recording.resume(); startPace(); }
  showPause(isPaused);
  $("hint").textContent = t(isPaused ? "take.paused" : "take.recording");
}

/** Ends a recording, or the time to think before one. */
export function stopAll() {
  ready?.off.abort();
  recording?.stop();
}

/** Takes a file in place of a recording; a file that is no recording is named at once. */
export async function choose(file) {
  if (!file || isRecording()) return;
  say("");
  const wrong = await refusal(file);
  if (wrong) { $("file").value = ""; say(wrong, { bad: true }); return; }
  withdraw(take);
  keepUpload(null);
  wave.clear();
  showWave(false);
  $("clock").textContent = "0:00";
  showTake(file, file.name, file.name);
  if (take) await keepCurrent();
}

function show(row) {
  fillForm(row.form);
  showTake(row.blob, row.name, row.interrupted ? t("take.recovered") : row.name || t("take.unsent"), { upload: row.upload || undefined, isKept: true });
}

/** Offers the takes that closed tabs left behind. */
function offer(found) {
  if (!found.length) return;
  $("found").hidden = false;
  $("found").append(...found.map((one) => {
    const use = make("button", "quiet small", t("take.bringBack")), away = make("button", "plain small", t("take.discard"));
    use.type = away.type = "button";
    const line = make("p", "", t(one.row.at ? "take.otherTabAt" : "take.otherTab", { time: timeText(new Date(one.row.at || 0)) }), make("span", "row", use, away));
    use.onclick = async () => {
      if (!isOfHere(one.row)) { pointTo(one.row); return; }
      if (take || isRecording()) { say(t("take.first")); return; }
      await adopt(one);
      show(one.row);
      line.remove();
    };
    away.onclick = async () => {
      await drop(one.tab);
      if (one.row.upload) forgetUpload(one.row.upload.url, one.row.upload.isAsked);
      line.remove();
    };
    return line;
  }));
}

const isOfHere = (row) => (row.form?.place || "") === ($("speak").dataset.place || "");

/** A take of this tab for another page stays where it is until something is recorded here, so that its page is named. */
function pointTo(row) {
  const place = row.form?.place || "", link = make("a", "", t("take.openPage"));
  link.href = place ? "/interviews/" + place.split("/")[0] : "/";
  $("found").hidden = false;
  $("found").prepend(make("p", "", t("take.elsewhere"), link));
}

/** Shows what was not sent before the page was left, in this tab or in one that was closed. */
export async function restore() {
  let row = await unsent();
  let found = await leftBehind();
  if (take || isRecording()) { offer(found); return; }
  if (!row && found.length === 1 && isOfHere(found[0].row)) {
    await adopt(found[0]);
    row = found[0].row;
    found = [];
  }
  if (row && isOfHere(row)) show(row); else if (row) pointTo(row);
  offer(found);
}

watchLive(() => { withdraw(recording); withdraw(take); keepUpload(null); });
