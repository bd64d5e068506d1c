// Asking about words of an answer: select them in the transcript, or press “Why?” at a quotation.

import { $, clock, make } from "./dom.js";
import { send } from "./shell.js";
import { t } from "./words.js";

const most = 1500;

/** The words of a selection inside the transcript, without what the page adds between them. */
function chosen() {
  const selection = getSelection(), heard = $("heard");
  if (!selection?.rangeCount || selection.isCollapsed || !heard) return "";
  const range = selection.getRangeAt(0);
  if (!heard.contains(range.commonAncestorContainer)) return "";
  const copy = range.cloneContents();
  for (const extra of copy.querySelectorAll(".time, .pause, .filler[title], .note-ref")) extra.remove();
  return copy.textContent.replace(/\s+/g, " ").trim().slice(0, most);
}

function open(quote) {
  $("talk").hidden = false;
  $("talk-quote").textContent = quote;
  $("talk-reply").replaceChildren();
}

async function askAbout(id) {
  const quote = $("talk-quote").textContent, question = $("talk-question").value.trim();
  $("talk-ask").disabled = true;
  const reply = await send("POST", "/v1/answers/" + id + "/ask", question ? { quote, question } : { quote });
  $("talk-ask").disabled = false;
  if (!reply) return;
  const at = (ms) => (typeof ms === "number" ? Object.assign(make("button", "time", clock(ms)), { type: "button", ariaLabel: t("talk.playFrom", { clock: clock(ms) }) }) : "");
  const timed = (ms) => { const button = at(ms); if (button) button.dataset.ms = ms; return button; };
  const notes = reply.notes.map((one) => make("li", "", make("p", "", timed(one.startMs), " ", one.text), make("p", "soft", one.rule + " "), make("p", "soft source", one.source)));
  const isModel = reply.engine !== "rules";
  $("talk-reply").replaceChildren(
    isModel || !notes.length ? make("p", "", reply.text) : "",
    ...reply.quotes.map((one) => make("blockquote", "", timed(one.startMs), " “" + one.text + "”")),
    notes.length ? make("ul", "items plain-list", ...notes) : "",
    reply.notice ? make("p", "soft", reply.notice) : "",
    make("p", "soft", isModel ? t("talk.byModel", { model: reply.model || reply.engine }) : t("talk.byRules")));
  $("talk-reply").focus();
}

/** Binds the page of an answer. */
export function bindTalk(result, id) {
  if (!$("talk")) return;
  document.addEventListener("selectionchange", () => { const quote = chosen(); if (quote.length > 2) open(quote); });
  $("talk-ask").onclick = () => askAbout(id);
  $("talk-question").onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); askAbout(id); } };
  $("talk-close").onclick = () => { $("talk").hidden = true; };
  const addWhy = () => {
    for (const quote of result.querySelectorAll(".remarks blockquote:not([data-why])")) {
      quote.dataset.why = "";
      const words = quote.textContent.slice(quote.textContent.indexOf("“") + 1, quote.textContent.lastIndexOf("”"));
      if (words.length < 3) continue;
      const why = Object.assign(make("button", "plain small why", t("talk.why")), { type: "button" });
      why.setAttribute("aria-label", t("talk.whyHere", { words: words.slice(0, 60) }));
      why.onclick = () => { open(words); $("talk").scrollIntoView({ block: "nearest" }); askAbout(id); };
      quote.append(" ", why);
    }
  };
  addWhy();
  new MutationObserver(addWhy).observe(result, { childList: true, subtree: true });
}
