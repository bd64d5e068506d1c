// The microphone and the take being recorded.

import { t } from "./words.js";

const longestMs = 3_600_000;
const pieceMs = 250;
const wanted = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=opus"];

/** Why no microphone could be opened, in words that say what to do. */
function reason(error) {
  switch (error && error.name) {
    case "NotAllowedError": return t("mic.denied");
    case "NotFoundError": case "OverconstrainedError": return t("mic.none");
    case "NotReadableError": return t("mic.busy");
    default: return t("mic.failed", { why: error && error.message ? " (" + error.message + ")" : "" });
  }
}

/** Opens a microphone: the one with this device id, or the browser's choice for "". Throws with a sentence for the speaker. */
export async function openMicrophone(device = "") {
  if (!navigator.mediaDevices || !window.MediaRecorder) {
    throw new Error(t("mic.insecure"));
  }
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, ...(device && { deviceId: { ideal: device } }) };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new Error(reason(error));
  }
}

/** Calls `level` about sixteen times a second with how loud it is, 0–1, and `beat` every 20 ms with that and the time. Answers a function that ends it. */
export function watchLevel(stream, level, beat = () => {}) {
  let context;
  try { context = new AudioContext(); } catch { return () => {}; }
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let turn = 0;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const loud = Math.sqrt(sum / samples.length);
    beat(loud, performance.now());
    if (turn++ % 3 === 0) level(loud);
  }, 20);
  return () => { clearInterval(timer); context.close(); };
}

/** A clock that can be stopped: time that passes while it stands does not count. `now` is a function of milliseconds. */
export class Stopwatch {
  #before = 0;
  #since = null;
  #now;

  constructor(now = () => performance.now()) { this.#now = now; }

  get ms() { return this.#before + (this.#since === null ? 0 : this.#now() - this.#since); }
  start() { this.#since ??= this.#now(); }
  stop() { this.#before = this.ms; this.#since = null; }
}

/**
 * Starts a take. `on.piece(blob, isFirst)` gets each quarter of a second as it comes, `on.level(0–1)` how loud it is, `on.beat(0–1, ms)` the same every 20 ms, `on.time(ms)`
 * how long it lasts without its pauses, `on.lost(isLost)` hears when another program takes the microphone, `on.end(blob)` the whole. Answers
 * its media type and what stops, pauses and resumes it; throws with a sentence for the speaker.
 */
export async function startTake(device, on) {
  const stream = await openMicrophone(device);
  const type = wanted.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : undefined);
  const pieces = [], watch = new Stopwatch(), track = stream.getAudioTracks()[0];
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const flush = () => { if (recorder.state === "recording") recorder.requestData(); };
  const isOn = () => recorder.state === "recording";
  const endLevel = watchLevel(stream, (level) => { if (isOn()) on.level(level); }, (level, ms) => { if (isOn()) on.beat?.(level, ms); });
  const ticker = setInterval(() => {
    on.time(watch.ms);
    if (watch.ms >= longestMs) stop();
  }, 200);
  // A phone that rings, a screen that is locked and a page that is put away keep what was said until then.
  track.onended = stop;
  track.onmute = () => on.lost(true);
  track.onunmute = () => on.lost(false);
  document.addEventListener("visibilitychange", flush);
  document.addEventListener("freeze", flush);
  recorder.ondataavailable = ({ data }) => {
    if (!data.size) return;
    on.piece(data, pieces.length === 0);
    pieces.push(data);
  };
  recorder.onstop = () => {
    clearInterval(ticker);
    endLevel();
    watch.stop();
    document.removeEventListener("visibilitychange", flush);
    document.removeEventListener("freeze", flush);
    for (const one of stream.getTracks()) one.stop();
    on.end(new Blob(pieces, { type: recorder.mimeType || type || "" }), watch.ms);
  };
  recorder.start(pieceMs);
  watch.start();
  return {
    stop,
    pause: () => { if (recorder.state === "recording") { recorder.requestData(); recorder.pause(); watch.stop(); } },
    resume: () => { if (recorder.state === "paused") { recorder.resume(); watch.start(); } },
    type: recorder.mimeType || type || "",
  };
}
