// The debrief of an interview, on its page: loaded when the interview is over.

import { $, make, pause } from "./dom.js";
import { send } from "./shell.js";

/** A list under a heading; nothing for none. */
const part = (title, list) => (list.length ? make("section", "card", make("h3", "", title), make("ul", "", ...list)) : "");

function link(text, address, className = "") { return Object.assign(make("a", className, text), { href: address }); }

/** Shows the debrief of an interview that is over, and follows it until every answer is judged. */
export async function debrief(base, now) {
  let found;
  for (;;) {
    const reply = await fetch(base + "/debrief", { cache: "no-store" }).catch(() => null);
    found = reply?.ok ? await reply.json() : null;
    paint(base, now, found);
    if (!found || !found.pending) return;
    await pause(3000);
  }
}

function paint(base, now, found) {
  const rows = found?.rows || now.turns.map((one) => ({ ...one, question: one.text, answer: one.takes.at(-1)?.answerId }));
  const quoted = (one) => make("li", "", one.text, one.quote ? make("blockquote", "", "“" + one.quote + "”") : "");
  const words = { answered: "answered", skipped: "skipped", open: "not answered" };
  const list = rows.map((row) => make("li", "", row.answer ? link(row.question || "A question", "/answers/" + row.answer) : (row.question || "A question that was not asked"),
    make("span", "soft", " " + [words[row.state], typeof row.score === "number" ? Math.round(row.score) + " of 100" : "", row.note].filter(Boolean).join(" · "))));
  const drill = found?.nextDrill;
  $("room-debrief").replaceChildren(
    found?.pending ? make("p", "notice", "Still working on " + (found.pending === 1 ? "one answer" : found.pending + " answers") + ". What is ready is below.") : "",
    ...(found?.summary || [now.closing]).map((text) => make("p", "lead", text)),
    drill ? make("section", "card drill", make("p", "eyebrow", "Practise next"), make("h3", "", drill.title), make("p", "", drill.reason), make("ol", "drill-steps", ...drill.steps.map((step) => make("li", "", step)))) : "",
    part("Keep", (found?.strengths || []).map(quoted)), part("Change", (found?.areas || []).map(quoted)),
    part("Question by question", list), part("What the page noted", (found?.observations || []).map((text) => make("li", "", text))), part("In figures", (found?.measures || []).map((one) => make("li", "", one.name + ": " + one.mean.toFixed(one.decimals) + " on average; " + one.trend))),
    found?.narrative ? make("section", "card", make("h3", "", "How it went, in words"), ...found.narrative.paragraphs.map((text) => make("p", "", text))) : "",
    part("How reliable is this?", (found?.notes || []).map((text) => make("li", "", text))),
    found ? make("p", "row", link("Report as PDF", base + "/report.pdf", "button quiet"), link("Report as a page", base + "/report.html", "button quiet")) : "",
    $("room").dataset.tells && found && !found.pending && !found.narrative ? tellButton(base, now) : "",
    make("p", "row", link("Another interview", "/interviews", "button primary")));
}

/** A button that has the debrief told in prose by the model. */
function tellButton(base, now) {
  const button = Object.assign(make("button", "quiet", "Tell it in words"), { type: "button" });
  button.onclick = async () => {
    button.disabled = true;
    button.textContent = "Writing…";
    const told = await send("POST", base + "/narrative");
    if (told) paint(base, now, told); else { button.disabled = false; button.textContent = "Tell it in words"; }
  };
  return make("p", "row", button);
}
