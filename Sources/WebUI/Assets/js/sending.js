// A take on its way to the service, by tus 1.0, piece by piece.

import { ask, Patience } from "./tus.js";
import { forgetUpload } from "./forget.js";

const version = { "Tus-Resumable": "1.0.0" };
const largestPiece = 4 * 1024 * 1024;
const mostUploads = 4;
export const quiet = { progress: () => {}, waiting: () => {} };

/**
 * One take and its upload. What the service has is what it said it has: after a lost connection, or a lost page, it is asked first.
 * There is one request at a time, also when sending is stopped and begun again.
 */
export class Sending {
  #take;
  #kept;
  #on = quiet;
  #wake = new EventTarget();
  #turn = null;          // ends the run under way
  #run = Promise.resolve();
  #isKnown = false;      // whether `offset` is what the service said last
  #isTold = false;       // whether the service knows the length
  #uploads = 0;
  url;
  offset = 0;

  /** `kept({ url, isAsked })` is told where the upload is before the first byte goes there. */
  constructor(take, { url = null, isAsked = false } = {}, kept = async () => {}) {
    this.#take = take;
    this.url = url;
    this.isAsked = isAsked;
    this.#kept = kept;
  }

  get isWhole() { return this.#isKnown && this.#isTold && this.#take.isEnded && this.offset === this.#take.size; }
  get id() { return this.url && this.url.slice(this.url.lastIndexOf("/") + 1); }

  /** Begins or goes on; answers when the whole take is there. Throws ``Refused``, or the reason of a stop. */
  start(on = quiet) {
    this.#on = on;
    if (this.#turn) { this.wake(); return this.#run; }
    const turn = (this.#turn = new AbortController()), before = this.#run;
    this.#run = before.catch(() => {}).then(() => this.#send(turn.signal)).finally(() => { if (this.#turn === turn) this.#turn = null; });
    this.#run.catch(() => {});
    return this.#run;
  }

  /** Ends a wait. */
  wake() { this.#wake.dispatchEvent(new Event("wake")); }

  stop() {
    this.#turn?.abort();
    this.#turn = null;
    this.#on = quiet;
  }

  /** Stops, and has the service delete what it was sent. */
  async abandon() {
    this.stop();
    const { url, isAsked } = this;
    this.url = null;
    if (url) await forgetUpload(url, isAsked);
  }

  /** The upload became another answer than is wanted now: that one goes, and the next upload begins at the beginning. */
  async renew() {
    const { url, isAsked } = this;
    await this.#leave();
    await forgetUpload(url, isAsked);
  }

  /** The service says otherwise: what it has is asked again. */
  doubt() { this.#isKnown = false; }

  /** A new patience that says what it waits for to the listeners of that time. */
  patience() { return new Patience(this.#wake, (seconds, detail) => this.#on.waiting(seconds, detail)); }

  /** An answer is being asked for: from now on the upload may have become one. */
  async asking() {
    this.isAsked = true;
    await this.#kept({ url: this.url, isAsked: true });
  }

  async #send(signal) {
    const patience = this.patience();
    if (!this.isWhole) this.#isKnown = false;
    for (;;) {
      signal.throwIfAborted();
      if (this.isWhole) return;
      const { size, isEnded } = this.#take;
      const isIdle = this.url ? this.#isKnown && this.offset === size && !isEnded : size === 0;
      if (isIdle) { await this.#take.more(signal); continue; }
      const before = this.offset, isNew = !this.url;
      const reply = await (isNew ? this.#create(signal) : this.#isKnown ? this.#piece(signal) : this.#ask(signal));
      if (reply && reply.status < 300) {
        if (this.offset > before) patience.reset();
        this.#on.progress(size ? this.offset / size : 0);
        continue;
      }
      this.#isKnown = false;
      const status = reply ? reply.status : 0;
      if (!isNew && (status === 404 || status === 410) && this.#uploads < mostUploads) await this.#leave();
      else await patience.after(reply, signal, status === 409 ? false : undefined);
    }
  }

  async #create(signal) {
    const { size, isEnded } = this.#take;
    const length = isEnded ? { "Upload-Length": size } : { "Upload-Defer-Length": 1 };
    const reply = await ask("POST", "/v1/uploads", { headers: { ...version, ...length }, signal });
    if (!reply || reply.status !== 201) return reply;
    this.url = new URL(reply.header("Location"), location.href).pathname;
    this.#uploads += 1;
    this.#stands(0, isEnded);
    await this.#kept({ url: this.url, isAsked: this.isAsked });
    return reply;
  }

  /** Where the upload stands. One that holds anything else than the beginning of this take is left. */
  async #ask(signal) {
    const reply = await ask("HEAD", this.url, { headers: version, signal });
    if (!reply || reply.status !== 200) return reply;
    const { size, isEnded } = this.#take;
    const offset = Number(reply.header("Upload-Offset")), length = reply.header("Upload-Length");
    const isOther = offset > size || (length !== null && (!isEnded || Number(length) !== size));
    if (isOther) { forgetUpload(this.url, this.isAsked); await this.#leave(); } else this.#stands(offset, length !== null);
    return reply;
  }

  async #piece(signal) {
    const { size, isEnded } = this.#take, from = this.offset, to = Math.min(size, from + largestPiece);
    const headers = { ...version, "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" };
    if (isEnded && !this.#isTold) headers["Upload-Length"] = size;
    const sent = (bytes) => this.#on.progress(size ? Math.min(to, from + bytes) / size : 0);
    const reply = await ask("PATCH", this.url, { headers, body: this.#take.slice(from, to), sent, signal });
    if (reply && reply.status === 204) {
      this.#stands(Number(reply.header("Upload-Offset")), isEnded);
      const heardMs = reply.header("Heard-Ms");
      if (heardMs) this.#on.heard?.(Number(reply.header("Heard-Fillers")), Number(heardMs));
    }
    return reply;
  }

  #stands(offset, isTold) {
    this.offset = offset;
    this.#isTold = isTold;
    this.#isKnown = true;
  }

  /** The upload is gone: the next one begins at the beginning. */
  async #leave() {
    this.url = null;
    this.offset = 0;
    this.isAsked = false;
    this.#isKnown = this.#isTold = false;
    await this.#kept(null);
  }
}
