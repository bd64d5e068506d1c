// The texts of the scripts, in the language of the page: the first module of every page puts them there, out of the catalogue.

const texts = globalThis.debriefWords || {};

/** The language of the page, for numbers and times. */
export const language = document.documentElement?.lang || "en";

/** The text with a key, its values filled in. One that counts has a form for one and one for more. */
export function t(key, values = {}) {
  const text = texts[key] ?? texts[key + (values.n === 1 ? ".one" : ".other")] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** What to say of a problem: the service says it in the language of the page. */
export const problemText = (body, otherwise) => body?.detail || otherwise;

/** A time as a reader of the page writes it. */
export const timeText = (date) => date.toLocaleString(language === "en" ? "en-GB" : language, { dateStyle: "medium", timeStyle: "short" });
