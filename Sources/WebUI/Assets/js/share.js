// The page of a link: a moment that is named plays, and a remark takes the moment that is heard. The page of a new link copies its address.

import { $, clock } from "./dom.js";
import { load, playFrom } from "./sound.js";
import { toast } from "./shell.js";
import { t } from "./words.js";

const parts = [...document.querySelectorAll(".shared")].filter((part) => part.querySelector("audio"));
for (const part of parts) {
  const sound = part.querySelector("audio"), take = part.querySelector("[data-take]"), field = part.querySelector("[name=moment]");
  let isLoaded = false;
  const wake = () => { if (!isLoaded) { isLoaded = true; load(sound, sound.getAttribute("src")); } };
  part.addEventListener("click", (event) => {
    const moment = event.target.closest("[data-ms]");
    if (moment) { wake(); playFrom(sound, Number(moment.dataset.ms)); }
  });
  // One voice at a time.
  sound.addEventListener("play", () => { for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause(); });
  if (!take || !field) continue;
  take.hidden = false;
  take.querySelector("button").onclick = () => { field.value = clock(1000 * sound.currentTime); };
}

const copy = $("copy"), link = document.querySelector("[data-copy]");
if (copy && link && navigator.clipboard) {
  copy.hidden = false;
  copy.onclick = async () => {
    try { await navigator.clipboard.writeText(link.value); toast(t("share.copied")); } catch { link.select(); }
  };
  link.onfocus = () => link.select();
}
