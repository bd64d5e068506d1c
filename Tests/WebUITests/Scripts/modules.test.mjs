// Unit tests of the modules that decide something. Run by scripts/web-test under node; what needs a page is tried in Tests/BrowserTests.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

globalThis.window = new EventTarget();
globalThis.document = new EventTarget();
const catalogue = readFileSync(new URL("../../../Sources/Catalogue/Assets/en.txt", import.meta.url), "utf8").split("\n").filter((line) => line.startsWith("js."));
globalThis.debriefWords = Object.fromEntries(catalogue.map((line) => [line.slice(3, line.indexOf(" = ")), line.slice(line.indexOf(" = ") + 3)]));
const folder = "../../../Sources/WebUI/Assets/js/";
const load = (name) => import(folder + name);

const { clock, pause } = await load("dom.js");
const { problemText, t } = await load("words.js");
const { kindOf, refusal } = await load("sniff.js");
const { PaceMeter } = await load("pace.js");
const { Growing } = await load("growing.js");
const { Stopwatch } = await load("recorder.js");
const { lineText, wholeText } = await load("fixing.js");
const { Patience, Refused } = await load("tus.js");
const { Sending } = await load("sending.js");

const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("clocks count full seconds", () => {
  assert.deepEqual([0, 999, 61_000, 3_600_000, -5].map(clock), ["0:00", "0:00", "1:01", "60:00", "0:00"]);
});

test("texts are filled in and counted, and a problem is said in the service's own words", () => {
  assert.equal(t("questions.count", { n: 1 }), "1 question");
  assert.equal(t("questions.count", { n: 3 }), "3 questions");
  assert.equal(t("desk.notTaken", { name: "{why}", why: "No." }), "“{why}” was not taken. No.");
  assert.equal(t("nothing.here"), "nothing.here");
  assert.equal(problemText({ code: "decode.empty", detail: "It is empty." }, "?"), "It is empty.");
  assert.equal(problemText(null, "?"), "?");
});

test("recordings are told from pictures, documents and texts by their first bytes", () => {
  for (const head of ["RIFF....WAVE", "OggS", "\x1aE\xdf\xa3", "fLaC", "ID3\x04", "\xff\xfb\x90", "\0\0\0\x1cftypM4A ", "FORM....AIFF"]) assert.equal(kindOf(bytes(head)), "recording", head);
  assert.equal(kindOf(bytes("\x89PNG\r\n")), "image");
  assert.equal(kindOf(bytes("\xff\xd8\xff\xe0")), "image");
  assert.equal(kindOf(bytes("RIFF....WEBPVP8 ")), "image");
  assert.equal(kindOf(bytes("\0\0\0\x1cftypheic")), "image");
  assert.equal(kindOf(bytes("%PDF-1.7")), "pdf");
  assert.equal(kindOf(bytes("This is a plain text.")), "text");
  assert.equal(kindOf(bytes("\x07\x01\x02")), "");
});

test("a wrong or empty file is named in a sentence", async () => {
  const file = (content, name) => Object.assign(new Blob([content]), { name });
  assert.match(await refusal(file(bytes("%PDF-1.7 and so on"), "cv.pdf")), /“cv\.pdf” is a PDF\. Choose an audio file/);
  assert.match(await refusal(file("", "a.wav")), /is empty/);
  assert.equal(await refusal(file(bytes("RIFF....WAVEfmt "), "a.wav")), "");
});

test("a growing take gives every stretch of its bytes, while it grows and when it is whole", async () => {
  const take = new Growing(), all = bytes("abcdefghij");
  for (const [from, to] of [[0, 3], [3, 4], [4, 10]]) take.add(new Blob([all.slice(from, to)]));
  for (let from = 0; from <= 10; from++) for (let to = from; to <= 10; to++) {
    // What is asked for was added last, or everything.
    assert.equal(await take.slice(from, to).text(), "abcdefghij".slice(from, to), from + "–" + to);
  }
  take.end(new Blob([all]));
  assert.ok(take.isEnded && take.size === 10);
  assert.equal(await take.slice(2, 5).text(), "cde");
});

test("time that passes in a pause does not count", () => {
  let now = 0;
  const watch = new Stopwatch(() => now);
  watch.start();
  now = 1000;
  watch.stop();
  now = 60_000;
  assert.equal(watch.ms, 1000);
  watch.start();
  watch.start();
  now = 60_500;
  assert.equal(watch.ms, 1500);
});

/** Levels of a voice that makes so many beats a second, as the page hears them. */
function voice(beats, seconds, add) {
  for (let ms = 0; ms < 1000 * seconds; ms += 20) add(0.02 + 0.1 * (0.5 + 0.5 * Math.sin((2 * Math.PI * beats * ms) / 1000)) ** 2, ms);
}

test("the pace of the last twenty seconds comes out of the beats of the level", () => {
  const meter = new PaceMeter();
  voice(3, 6, (level, ms) => meter.add(level, ms));
  assert.equal(meter.wordsPerMinute, null, "six seconds are too few");
  voice(3, 30, (level, ms) => meter.add(level, ms));
  assert.ok(Math.abs(meter.wordsPerMinute - (3 * 60) / 1.12) < 12, meter.wordsPerMinute);
  const silent = new PaceMeter();
  for (let ms = 0; ms < 20_000; ms += 20) silent.add(0.0005, ms);
  assert.equal(silent.wordsPerMinute, 0);
});

test("a corrected line takes the place of the old one, and the rest of the text stays as it was", () => {
  const text = "So I lead it.\n\nWe  won.";
  assert.equal(wholeText(text, [{ from: 0, to: 13, text: "So I led it." }, { from: 15, to: 23, text: null }]), "So I led it.\n\nWe  won.");
  assert.equal(wholeText(text, [{ from: 0, to: 13, text: "" }, { from: 15, to: 23, text: null }]), "We  won.");
});

test("a word that is not written out stays what it was when its line is corrected", () => {
  assert.equal(lineText("the f••• request was fast", "the f••• request was slow", "the fuck request was slow"), "the fuck request was fast");
  assert.equal(lineText("a f••• b", "other words here now", "some thing"), "a f••• b");
});

test("a pause ends early with the reason of its signal", async () => {
  const stop = new AbortController();
  const waiting = pause(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});

test("patience waits longer each time, is hurried by an event, and gives up what stays refused", async () => {
  globalThis.fetch = async () => { throw new Error("no network"); };
  const wake = new EventTarget(), told = [], signal = new AbortController().signal;
  const patience = new Patience(wake, (seconds) => { told.push(seconds); if (seconds) queueMicrotask(() => wake.dispatchEvent(new Event("wake"))); });
  for (let i = 0; i < 7; i++) await patience.after(null, signal);
  assert.deepEqual(told.filter(Boolean), [1, 2, 4, 8, 16, 30, 30]);
  await assert.rejects(patience.after({ status: 415, body: { detail: "No.", code: "decode.unsupported_codec" } }, signal), (error) => error instanceof Refused && error.recordingAtFault);
});

/** A tus service in memory behind XMLHttpRequest; `fails(method, count)` says which requests get no reply. */
function service(fails) {
  const state = { data: "", length: null, requests: [], isThere: false };
  globalThis.location = { href: "http://localhost/" };
  globalThis.XMLHttpRequest = class {
    upload = {};
    headers = {};
    open(method, url) { Object.assign(this, { method, url }); }
    setRequestHeader(name, value) { this.headers[name] = String(value); }
    getResponseHeader(name) { return this.reply[name] ?? null; }
    abort() { this.onabort?.(); }
    async send(body) {
      const count = state.requests.filter((one) => one === this.method).length;
      state.requests.push(this.method);
      const text = body ? await body.text() : "";
      const isLost = fails(this.method, count);
      if (this.method === "POST") { state.isThere = true; this.reply = { Location: "/v1/uploads/upl_1" }; this.status = 201; }
      else if (this.method === "HEAD") { this.status = 200; this.reply = { "Upload-Offset": String(state.data.length), "Upload-Length": state.length }; }
      else {
        assert.equal(Number(this.headers["Upload-Offset"]), state.data.length, "pieces follow on one another");
        state.data += text;
        if (this.headers["Upload-Length"]) state.length = this.headers["Upload-Length"];
        this.status = 204;
        this.reply = { "Upload-Offset": String(state.data.length) };
      }
      this.response = null;
      if (isLost) this.onerror(); else this.onload();
    }
  };
  return state;
}

test("a take that is sent while it grows arrives whole and once, although replies are lost", async () => {
  globalThis.fetch = async () => ({ ok: true });
  const state = service((method, count) => method === "PATCH" && count % 2 === 1);
  const take = new Growing(), sending = new Sending(take);
  const done = sending.start({ progress: () => {}, waiting: (seconds) => { if (seconds) queueMicrotask(() => sending.wake()); } });
  let whole = "";
  for (let i = 0; i < 20; i++) {
    const piece = String.fromCharCode(97 + i).repeat(50);
    whole += piece;
    take.add(new Blob([piece]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  take.end(new Blob([whole]));
  sending.wake();
  await done;
  assert.equal(state.data, whole);
  assert.equal(state.length, String(whole.length));
  assert.equal(state.requests.filter((one) => one === "POST").length, 1);
  assert.ok(sending.isWhole && sending.id === "upl_1");
});
