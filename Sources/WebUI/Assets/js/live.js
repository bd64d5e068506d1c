// Whether a take is sent while it is recorded: the speaker says so, and the page keeps to it.

import { $, remember, remembered } from "./dom.js";
import { t } from "./words.js";

const key = "debrief.live";
const isOwnMachine = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

function explain() {
  $("live-note").textContent = $("live").checked
    ? t("live.on")
    : t("live.off");
}

export const isLive = () => $("live").checked;

/** Whether what the browser records is taken as it is; the rest is converted when it is whole. */
export const isStreamable = (type) => /webm|ogg/.test(type) || /mp4.*opus/.test(type);

/** Calls `off` when the speaker wants nothing sent any more. Without a word a service on this machine may be sent to, another may not. */
export function watchLive(off) {
  const said = remembered(key);
  $("live").checked = said ? said === "yes" : isOwnMachine;
  explain();
  $("live").onchange = () => {
    remember(key, isLive() ? "yes" : "no");
    explain();
    if (!isLive()) off();
  };
}
