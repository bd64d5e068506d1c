// What an interview's page notices when its speaker agreed to that: the page hidden, the window left, text pasted, and, with the camera and
// a browser that finds faces, no face or several. Everything has a number and there is a heartbeat, so that what never arrives shows. Nothing
// of it is in a score, and no picture leaves the page or is kept.

import { $ } from "./dom.js";
import { t } from "./words.js";

const beatMs = 10000, lookMs = 1000, restMs = 1800;

/** Starts to watch; `turn` says which question is open. Answers a function that ends it. */
export function watch(base, turn, camera) {
  const client = "page-" + crypto.randomUUID();
  let sequence = 0, waiting = [], since = 0, last = 0, sending = false;
  const note = (type, durationMs) => {
    waiting.push({ sequence: sequence++, type, at: new Date().toISOString().replace(/\.\d+Z/, "Z"), ...(turn() ? { turn: turn() } : {}), ...(durationMs ? { durationMs } : {}) });
    if (waiting.length > 400) waiting.shift();
  };

  async function flush() {
    if (sending || !waiting.length) return;
    sending = true;
    const part = waiting.slice(0, 200);
    const reply = await fetch(base + "/observations", {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ client, observations: part }),
    }).catch(() => null);
    // What cannot be sent is sent again; what is refused would be refused again.
    if (reply && (reply.ok || reply.status < 500)) waiting = waiting.slice(part.length);
    sending = false;
  }

  const hidden = () => {
    if (document.visibilityState === "hidden") { since = Date.now(); return; }
    if (since) note("hidden", Date.now() - since);
    since = 0;
    flush();
  };
  const left = () => { if (document.visibilityState === "visible") note("left"); };
  const pasted = (event) => { if (event.target.closest?.("textarea, input")) { note("paste"); flush(); } };
  document.addEventListener("visibilitychange", hidden);
  addEventListener("blur", left);
  document.addEventListener("paste", pasted);
  note("heartbeat");
  flush();
  const beat = setInterval(() => { note("heartbeat"); flush(); }, beatMs);

  let stream = null, looking = 0;
  async function look() {
    const video = $("room-video"), finder = new globalThis.FaceDetector({ fastMode: true, maxDetectedFaces: 4 });
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    looking = setInterval(async () => {
      const faces = await finder.detect(video).catch(() => null);
      if (!faces || faces.length === 1 || Date.now() - last < restMs) return;
      last = Date.now();
      note(faces.length ? "severalFaces" : "noFace");
    }, lookMs);
  }
  if (camera && "FaceDetector" in globalThis) look().catch(() => { $("room-note").textContent = t("watch.noCamera"); });

  return () => {
    clearInterval(beat);
    clearInterval(looking);
    for (const track of stream?.getTracks() || []) track.stop();
    $("room-video").hidden = true;
    document.removeEventListener("visibilitychange", hidden);
    removeEventListener("blur", left);
    document.removeEventListener("paste", pasted);
    note("heartbeat");
    flush();
  };
}
