// The room of an interview: asks aloud, gives time to think, takes the answer, follows what the service says comes next.

import { $, clock, make, pause, remember, remembered, say } from "./dom.js";
import { answerTake, answerTyped } from "./asking.js";
import { bindDesk } from "./desk.js";
import { ask, send } from "./shell.js";
import { isRecording, pressRecord } from "./take.js";
import { t, timeText } from "./words.js";

const id = $("room").dataset.id, base = "/v1/interviews/" + id;
const buttons = ["start", "answer", "type", "next", "show", "again", "back", "repeat", "skip", "end"];
let now = null;       // the interview as the service said it last
let asked = "";       // what was said aloud last
let begins = 0;       // the turn whose recording began by itself
let offset = 0;       // the service's clock less this one
let stopWatching = null; // ends the noting of what the speaker agreed to

const turn = () => now.turns.find((one) => one.number === now.current);
/** Whether the speaker answers by typing. */
const types = () => $("tab-type").getAttribute("aria-selected") === "true";
const until = (time) => Date.parse(time) - (Date.now() + offset);

function speak(text) {
  if (!text || !$("voice").checked || !window.speechSynthesis) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = now.language;
  speechSynthesis.speak(said);
}

/** Shows those buttons alone. */
function offer(...shown) {
  for (const name of buttons) $("room-" + name).hidden = !shown.includes(name);
}

function showDesk(isOpen) {
  const open = turn();
  $("speak").dataset.place = open ? id + "/" + open.number : "";
  $("desk").hidden = !isOpen;
}

function heading(text, step, note = "") {
  if ($("say").textContent !== text) $("say").textContent = text;
  $("room-step").textContent = step;
  $("room-note").textContent = note;
}

function showExample() {
  const one = turn(), points = make("ul", "", ...(one.talkingPoints || []).map((point) => make("li", "", point)));
  $("room-example").replaceChildren(make("h3", "", t("room.goodAnswer")), points, one.exampleAnswer ? make("p", "soft", one.exampleAnswer) : "", ...(one.sources || []).map((from) => make("p", "soft", t("room.source", from))));
  $("room-example").hidden = false;
  offer("next", ...(now.moves.includes("back") ? ["back"] : []), "end");
}

function draw() {
  const one = turn(), done = now.turns.filter((each) => each.state !== "open").length, all = now.turns.length;
  const prepared = now.turns.filter((each) => each.kind === "question").length;
  const step = one ? (one.kind === "followUp" ? t("room.followUp", { parent: one.parent }) : t("room.question", { number: one.number, all: prepared })) : "";
  $("room-about").textContent = [now.role, now.company, now.candidate, now.deadline && t("room.openUntil", { time: timeText(new Date(now.deadline)) })].filter(Boolean).join(" · ");
  $("room-bar").hidden = now.state === "ready" || now.state === "finished";
  $("room-bar").value = all ? done / all : 0;
  $("room-example").hidden = true;
  $("room-voice").hidden = now.state === "finished" || !window.speechSynthesis;
  $("room-timer").hidden = true;
  const can = (name, move = name) => (now.moves.includes(move) ? [name] : []);
  if (now.state !== "ready" && $("room-check").contains($("setup"))) { $("panel-speak").append($("setup")); $("setup").open = false; }
  switch (now.state) {
    case "ready":
      heading(now.greeting, "", now.mode === "coach" ? "" : t("room.test"));
      offer("start", "end");
      showDesk(false);
      if (now.mode !== "coach") { $("room-check").append($("setup")); $("setup").open = true; }
      break;
    case "thinking":
      heading(one.text, step, t(types() ? "room.thinkType" : "room.think"));
      offer("answer", ...(types() ? [] : ["type"]), "repeat", ...can("skip"), "end");
      showDesk(false);
      break;
    case "asking": case "answering":
      heading(one.text, step, now.answerUntil && now.state === "answering" ? t("room.upTo", { clock: clock(now.limitMs) }) : "");
      if (now.mode === "coach") offer("show", "next", ...can("back"), "end");
      else offer("repeat", ...can("back"), ...can("skip"), "end");
      showDesk(now.mode !== "coach");
      break;
    case "reviewing":
      if (now.mode === "coach") { heading(t("room.last"), "", t("room.goBack")); offer(...can("back"), "end"); }
      else if (now.mode === "mock") { heading(t("room.thanksWait"), step, t("room.coming")); offer("end"); }
      else {
        heading(t(one.state === "skipped" ? "room.skipped" : "room.thanks"), step, one.takes.length ? t("room.making") : "");
        const take = one.takes.at(-1);
        if (take) $("room-note").append(" ", Object.assign(make("a", "", t("room.open")), { href: "/answers/" + take.answerId }));
        offer(...(now.next ? ["next"] : []), "again", ...can("back"), "end");
      }
      showDesk(false);
      break;
    default:
      $("compose").hidden = true;
      $("room-result").hidden = false;
      import("./interview-debrief.js").then(({ debrief }) => debrief(base, now));
  }
  watchOver();
  if (now.say && now.say !== asked && now.state !== "answering") { asked = now.say; speak(now.say); }
}

/** Notes what the speaker agreed to, from the first question to the end. */
async function watchOver() {
  const isOn = now.observations && now.state !== "ready" && now.state !== "finished";
  $("room-watch").hidden = !now.observations || now.state === "finished";
  if (isOn && !stopWatching) {
    stopWatching = () => {};
    const { watch } = await import("./watch.js");
    stopWatching = watch(base, () => now?.current, remembered("debrief.camera") === "yes");
  } else if (!isOn && stopWatching) { stopWatching(); stopWatching = null; }
}

function took(reply) {
  if (!reply || !reply.turns) { now = null; refresh(); return; }
  now = reply;
  draw();
}

async function refresh() {
  const reply = await fetch(base, { cache: "no-store" }).catch(() => null);
  if (!reply?.ok) { say(t(reply?.status === 404 ? "room.deleted" : "room.unreachable"), { bad: true }); return null; }
  offset = (Date.parse(reply.headers.get("Date") || "") || Date.now()) - Date.now();
  const before = now && now.version + now.state;
  now = await reply.json();
  if (before !== now.version + now.state) draw();
  return now;
}

/** Makes a move; the same move sent twice is one. */
async function move(name, number) {
  const reply = await send("POST", base + "/" + name, number ? { turn: number } : {});
  if (reply) took(reply); else await refresh();
}

/** The clock of the room, four times a second: time to think, time to answer, and asking again while the service looks at an answer. */
async function keepTime() {
  for (let beat = 0; ; beat++) {
    await pause(250);
    if (!now || now.state === "finished" || $("compose").hidden) continue;
    // An answer that is begun by the recorder's own button counts from there.
    if (isRecording() && !turn()?.startedAt && begins !== now.current) { begins = now.current; await move("start", now.current); }
    const ends = now.state === "thinking" ? now.thinkUntil : (isRecording() || types()) && turn()?.startedAt ? now.answerUntil : null;
    const left = ends ? Math.min(until(ends), now.state === "thinking" ? now.thinkMs : now.limitMs || Infinity) : 0;
    $("room-timer").hidden = !ends;
    if (ends) $("room-timer").textContent = clock(Math.max(0, Math.ceil(left / 1000) * 1000));
    if (now.state === "thinking" && left <= 0) await begin();
    if (ends && now.state !== "thinking" && left <= 0 && isRecording()) pressRecord();
    if (now.state === "reviewing" && now.mode === "mock" && beat % 6 === 0) await refresh();
    if (now.state === "answering" && beat % 40 === 0 && !isRecording()) await refresh();
  }
}

/** Think time is over, by the clock or by the button: the answer begins. */
async function begin() {
  const number = now.current;
  if (begins === number) return;
  begins = number;
  await move("start", number);
  if (now.state !== "answering" && now.state !== "asking") return;
  window.speechSynthesis?.cancel();
  if (types()) $("typed").focus(); else pressRecord();
}

$("room-start").onclick = () => move("start");
$("room-answer").onclick = begin;
$("room-type").onclick = () => { $("tab-type").click(); begin(); };
$("room-next").onclick = () => (now.next ? move("start", now.next) : move("end"));
$("room-again").onclick = () => move("start", now.current);
$("room-show").onclick = showExample;
$("room-back").onclick = () => move("back", now.current);
$("room-repeat").onclick = () => speak(now.say || turn()?.text);
$("room-skip").onclick = () => move("skip", now.current);
$("room-end").onclick = async () => { if (await ask($("stop"))) move("end"); };
$("voice").checked = remembered("debrief.voice") !== "no";
$("voice").onchange = () => { remember("debrief.voice", $("voice").checked ? null : "no"); if (!$("voice").checked) window.speechSynthesis?.cancel(); };
$("think").value = "0";
$("send").textContent = $("send-typed").textContent = t("room.send");
const answerAddress = () => base + "/turns/" + $("speak").dataset.place.split("/")[1] + "/answer";
await refresh();
bindDesk({
  take: (sending, on, signal) => answerTake(sending, {}, on, signal, answerAddress()),
  typed: (text, patience, signal) => answerTyped(text, {}, patience, signal, answerAddress()),
  accepted: took,
});
keepTime();
