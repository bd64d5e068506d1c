// The bytes of a take, while there are more to come and when they are all there.

/** A take's bytes. What is kept here are references to pieces that the browser holds anyway. */
export class Growing {
  #pieces = [];   // { blob, start }, until the take is whole
  #whole = null;
  #news = new EventTarget();
  size = 0;

  /** A take that is whole. */
  static of(blob) {
    const all = new Growing();
    all.end(blob);
    return all;
  }

  /** Whether no more will come. */
  get isEnded() { return this.#whole !== null; }

  add(blob) {
    if (this.isEnded) return;
    this.#pieces.push({ blob, start: this.size });
    this.size += blob.size;
    this.#news.dispatchEvent(new Event("news"));
  }

  /** The take is over, and this is all of it. */
  end(blob) {
    this.#whole = blob;
    this.#pieces = [];
    this.size = blob.size;
    this.#news.dispatchEvent(new Event("news"));
  }

  slice(from, to) {
    if (this.#whole) return this.#whole.slice(from, to);
    // What is asked for was added last.
    let first = this.#pieces.length;
    while (first > 0 && this.#pieces[first - 1].start + this.#pieces[first - 1].blob.size > from) first -= 1;
    const pieces = this.#pieces.slice(first).filter((piece) => piece.start < to);
    if (!pieces.length) return new Blob([]);
    return new Blob(pieces.map((piece) => piece.blob)).slice(from - pieces[0].start, to - pieces[0].start);
  }

  /** Until something was added or the end is there. */
  more(signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) { reject(signal.reason); return; }
      const leave = () => reject(signal.reason);
      this.#news.addEventListener("news", () => { signal.removeEventListener("abort", leave); resolve(); }, { once: true });
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
