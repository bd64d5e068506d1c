// The sound of an answer: from a word, a moment or the picture to the place in it, and back.

import { $, clock } from "./dom.js";
import { load, playFrom } from "./sound.js";
import { t } from "./words.js";

const leadMs = 200;
const stepMs = 5000;

const sound = $("answer-audio");
const length = () => Number($("timeline")?.dataset.duration) || 0;

/** Plays from a moment, a little before it, so that the first sound is heard. */
export function play(ms) {
  if (sound) playFrom(sound, ms - leadMs);
}

function showPlace() {
  const ms = 1000 * sound.currentTime, head = $("head"), seek = $("seek");
  if (head && length()) for (const end of ["x1", "x2"]) head.setAttribute(end, Math.min(100, (100 * ms) / length()) + "%");
  if (seek) {
    seek.setAttribute("aria-valuenow", String(Math.round(ms / 1000)));
    seek.setAttribute("aria-valuetext", t("player.place", { now: clock(ms), all: clock(length()) }));
  }
  let now = null;
  for (const word of document.querySelectorAll("#heard .word[data-ms]")) {
    if (Number(word.dataset.ms) > ms + 50) break;
    now = word;
  }
  for (const word of document.querySelectorAll("#heard .word.now")) if (word !== now) word.classList.remove("now");
  now?.classList.add("now");
}

/** Makes the picture a slider: a click, the arrow keys, Home and End move in the sound. */
export function bindTimeline() {
  const seek = $("seek");
  if (!seek || !sound || seek.hasAttribute("role")) return;
  const whole = { role: "slider", tabindex: "0", "aria-label": t("player.seek"), "aria-valuemin": "0", "aria-valuemax": String(Math.round(length() / 1000)), "aria-valuenow": "0", "aria-valuetext": t("player.place", { now: clock(0), all: clock(length()) }) };
  for (const [name, value] of Object.entries(whole)) seek.setAttribute(name, value);
  seek.onclick = (event) => {
    const box = seek.getBoundingClientRect();
    playFrom(sound, (length() * (event.clientX - box.left)) / box.width);
  };
  seek.onkeydown = (event) => {
    const ms = 1000 * sound.currentTime;
    const to = { ArrowRight: ms + stepMs, ArrowLeft: ms - stepMs, Home: 0, End: Math.max(0, length() - stepMs), Enter: ms, " ": ms }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if ((event.key === "Enter" || event.key === " ") && !sound.paused) sound.pause(); else playFrom(sound, to);
  };
}

/** Binds everything that names a moment to the player, now and when it is drawn anew. */
export function bindPlayer(root) {
  root.addEventListener("click", (event) => {
    const moment = event.target.closest("[data-ms]");
    if (moment) play(Number(moment.dataset.ms));
    const reference = event.target.closest("[data-remark]");
    const remark = reference && $("remark-" + reference.dataset.remark);
    if (remark) { remark.scrollIntoView({ block: "center" }); remark.focus({ preventScroll: true }); }
  });
  if (!sound) return;
  load(sound, sound.getAttribute("src"));
  sound.addEventListener("timeupdate", showPlace);
  const bar = $("bar-play");
  if (bar) {
    bar.onclick = () => { if (sound.paused) sound.play().catch(() => { /* The player itself shows it. */ }); else sound.pause(); };
    sound.onplay = sound.onpause = () => { bar.textContent = t(sound.paused ? "player.play" : "player.pause"); };
  }
  bindTimeline();
}
