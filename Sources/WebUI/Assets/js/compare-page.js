// Two takes side by side: both players start and stop together, one ear each.

import { $ } from "./dom.js";
import { load } from "./sound.js";
import "./shell.js";
import { t } from "./words.js";

const sounds = [...document.querySelectorAll(".pair audio")];
for (const sound of sounds) load(sound, sound.getAttribute("src"));

/** Puts each take on its own side, so that both can be followed. A browser without it plays both in the middle. */
function spread() {
  const context = new AudioContext();
  for (const [at, sound] of sounds.entries()) {
    const side = new StereoPannerNode(context, { pan: at ? 0.8 : -0.8 });
    context.createMediaElementSource(sound).connect(side).connect(context.destination);
  }
  return context;
}

let context = null;
const both = $("both");
if (both) {
  const show = () => { both.textContent = sounds.some((sound) => !sound.paused) ? t("compare.pause") : t("compare.play"); };
  both.hidden = false;
  both.onclick = () => {
    if (sounds.some((sound) => !sound.paused)) { for (const sound of sounds) sound.pause(); return; }
    try { context ??= spread(); context.resume(); } catch { /* Both in the middle, then. */ }
    const from = Math.min(...sounds.map((sound) => (sound.ended ? 0 : sound.currentTime)));
    for (const sound of sounds) { sound.currentTime = from; sound.play().catch(() => { /* The player itself shows it. */ }); }
  };
  for (const sound of sounds) sound.onplay = sound.onpause = sound.onended = show;
}
