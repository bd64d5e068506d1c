// The page at "/": asking, recording, sending.

import { $, remember, say } from "./dom.js";
import { flashed } from "./shell.js";
import { answerTake, answerTyped } from "./asking.js";
import { bindDesk } from "./desk.js";
import { context } from "./form.js";

const questions = [
  "Tell me about a time you solved a difficult problem.",
  "Tell me about yourself and what you are looking for.",
  "Describe a conflict with a colleague and how it ended.",
  "Tell me about a decision you made without enough information.",
  "What is the project you are most proud of, and what was your part in it?",
  "Tell me about a time you failed. What did you do then?",
  "Explain something technical you know well to somebody who does not.",
  "Why do you want to work here?",
];

$("other-question").onclick = () => { $("question").value = questions[(questions.indexOf($("question").value) + 1) % questions.length]; };
$("ask").onsubmit = (event) => event.preventDefault();

// Addresses of version 0.1.0 named the answer behind the number sign.
if (/^#ans_[0-9a-f-]+$/.test(location.hash)) location.replace("/answers/" + location.hash.slice(1));
const message = flashed();
if (message) { say(message); $("record").focus(); }
bindDesk({
  take: async (sending, on, signal) => {
    const file = $("transcript").files[0], body = context();
    if (file) body.transcript = await file.text();
    return answerTake(sending, body, on, signal);
  },
  typed: (text, patience, signal) => answerTyped(text, context(), patience, signal),
  accepted: (answer) => {
    remember("debrief.sent", answer.id, "sessionStorage");
    location.assign("/answers/" + answer.id);
  },
});
