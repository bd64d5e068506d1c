// What every page has: local times, menus, messages that come and go, and the worker that keeps the page for a day without connection.

import { $, make, remember, remembered, say } from "./dom.js";
import { language, problemText, t, timeText } from "./words.js";

const flashKey = "debrief.flash";
const shownMs = 6000;

/** Times of the service in the words and the zone of the reader. */
export function localTimes(root = document) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.getTime())) time.textContent = timeText(date);
  }
}

/** A message that goes by itself. */
export function toast(text) {
  const box = make("p", "toast", text);
  $("toasts").append(box);
  setTimeout(() => box.remove(), shownMs);
}

/** A message for the next page. */
export const flash = (text) => remember(flashKey, text, "sessionStorage");

/** The message that the page before left; null without one. */
export function flashed() {
  const text = remembered(flashKey, "sessionStorage");
  remember(flashKey, null, "sessionStorage");
  return text;
}

/** Sends a change and answers its reply's body, or an empty one; null when it was refused or lost, which the page then says. */
export async function send(method, address, body) {
  const options = body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const reply = await fetch(address, { method, ...options }).catch(() => null);
  const read = await reply?.json().catch(() => ({}));
  if (reply?.ok) return read;
  say(problemText(read, t("unreachable")), { bad: true, code: (read && read.code) || "" });
  return null;
}

/** Asks by a dialog of the page; answers whether it was agreed to, by a button that is not "keep". */
export function ask(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue !== "" && dialog.returnValue !== "keep");
    dialog.showModal();
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

localTimes();
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => { /* The page works without. */ }));
  navigator.serviceWorker.ready.then((worker) => worker.active?.postMessage({ language }));
}
