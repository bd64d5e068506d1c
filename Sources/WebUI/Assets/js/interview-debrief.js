// The debrief of an interview, on its page: loaded when the interview is over.

import { $, make, pause } from "./dom.js";
import { send } from "./shell.js";
import { language, t } from "./words.js";

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
  const words = { answered: t("debrief.answered"), skipped: t("debrief.skipped"), open: t("debrief.open") };
  const list = rows.map((row) => make("li", "", row.answer ? link(row.question || t("debrief.aQuestion"), "/answers/" + row.answer) : (row.question || t("debrief.notAsked")),
    make("span", "soft", " " + [words[row.state], typeof row.score === "number" ? t("of100", { n: Math.round(row.score) }) : "", row.note].filter(Boolean).join(" · "))));
  const drill = found?.nextDrill;
  $("room-debrief").replaceChildren(
    found?.pending ? make("p", "notice", t("debrief.pending", { n: found.pending })) : "",
    ...(found?.summary || [now.closing]).map((text) => make("p", "lead", text)),
    drill ? make("section", "card drill", make("p", "eyebrow", t("debrief.practiseNext")), make("h3", "", drill.title), make("p", "", drill.reason), make("ol", "drill-steps", ...drill.steps.map((step) => make("li", "", step)))) : "",
    part(t("debrief.keep"), (found?.strengths || []).map(quoted)), part(t("debrief.change"), (found?.areas || []).map(quoted)),
    part(t("debrief.questions"), list), part(t("debrief.noted"), (found?.observations || []).map((text) => make("li", "", text))), part(t("debrief.figures"), (found?.measures || []).map((one) => make("li", "", t("debrief.average", { name: one.name, mean: one.mean.toLocaleString(language, { minimumFractionDigits: one.decimals, maximumFractionDigits: one.decimals }), trend: one.trend })))),
    found?.narrative ? make("section", "card", make("h3", "", t("debrief.words")), ...found.narrative.paragraphs.map((text) => make("p", "", text))) : "",
    part(t("debrief.reliable"), (found?.notes || []).map((text) => make("li", "", text))),
    found ? make("p", "row", link(t("debrief.pdf"), base + "/report.pdf", "button quiet"), link(t("debrief.page"), base + "/report.html", "button quiet"), link(t("debrief.share"), "/account/links/new?interview=" + $("room").dataset.id, "button quiet")) : "",
    $("room").dataset.tells && found && !found.pending && !found.narrative ? tellButton(base, now) : "",
    make("p", "row", link(t("debrief.another"), "/interviews", "button primary")));
}

/** A button that has the debrief told in prose by the model. */
function tellButton(base, now) {
  const button = Object.assign(make("button", "quiet", t("debrief.tell")), { type: "button" });
  button.onclick = async () => {
    button.disabled = true;
    button.textContent = t("debrief.writing");
    const told = await send("POST", base + "/narrative");
    if (told) paint(base, now, told); else { button.disabled = false; button.textContent = t("debrief.tell"); }
  };
  return make("p", "row", button);
}
