// Elements, clocks, status lines and pauses.

export const $ = (id) => document.getElementById(id);

/** An element. Strings among its children become text nodes, so nothing the service sends is ever read as markup. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

/** Milliseconds as minutes and seconds. */
export function clock(ms) {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}

/** A link to what an error code means. */
export function codeLink(code) {
  const link = make("a", "code", code);
  link.href = "/docs/errors#" + code;
  return link;
}

/** Says something in the first status line that can be seen; `bad` marks a problem, `code` adds where it is explained. */
export function say(text, { bad = false, code = "" } = {}) {
  const line = [...document.querySelectorAll(".status")].find((one) => !one.closest("[hidden]"));
  if (!line) return;
  line.classList.toggle("bad", bad);
  line.replaceChildren(text || "");
  if (code) line.append(" ", codeLink(code));
}

/** A pause that ends early when `signal` says stop; then it throws. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) { reject(signal.reason); return; }
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}

/** A value the browser keeps, or null: a browser that keeps nothing still works. */
export function remembered(key, store = "localStorage") {
  try { return globalThis[store].getItem(key); } catch { return null; }
}

/** Has the browser keep a value; null forgets it. */
export function remember(key, value, store = "localStorage") {
  try { if (value === null) globalThis[store].removeItem(key); else globalThis[store].setItem(key, value); } catch { /* For this visit, then. */ }
}
