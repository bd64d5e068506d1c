// How fast one speaks, roughly, while one speaks: out of the level of the sound alone, in this page, when the speaker wants it. A beat is a
// rise and a fall of the level, as a syllable makes it; the words that are measured later come from what is recognised.

const beatDb = 2.5;        // how far a level rises and falls for a beat
const quietDb = 22;        // how far below the loudest a beat still counts
const windowMs = 20_000;   // how long what was said counts
const leastMs = 8_000;     // how long one must have spoken
const beatsAWord = 1.12;   // of twelve recordings with known words, most of them English

/** Counts beats. `add(level, ms)` wants a level, 0–1, about fifty times a second. */
export class PaceMeter {
  #beats = [];
  #smooth = null;
  #loudest = -40;
  #peak = -90;
  #valley = -90;
  #isRising = false;
  #began = null;
  #now = 0;

  add(level, ms) {
    const decibels = 20 * Math.log10(Math.max(level, 1e-5));
    this.#began ??= ms;
    this.#now = ms;
    this.#smooth = this.#smooth === null ? decibels : this.#smooth + 0.6 * (decibels - this.#smooth);
    this.#loudest = Math.max(this.#smooth, this.#loudest - 0.02);
    this.#peak = Math.max(this.#peak, this.#smooth);
    if (this.#smooth < this.#valley) this.#valley = this.#peak = this.#smooth;
    if (!this.#isRising && this.#smooth > this.#valley + beatDb) { this.#isRising = true; this.#peak = this.#smooth; }
    if (this.#isRising && this.#smooth < this.#peak - beatDb) {
      if (this.#peak > this.#loudest - quietDb) this.#beats.push(ms);
      this.#isRising = false;
      this.#valley = this.#smooth;
    }
    while (this.#beats.length && this.#beats[0] < ms - windowMs) this.#beats.shift();
  }

  /** Words a minute over the last twenty seconds; null before there is enough. */
  get wordsPerMinute() {
    const heard = Math.min(windowMs, this.#now - (this.#began ?? this.#now));
    return heard < leastMs ? null : (60_000 * this.#beats.length) / beatsAWord / heard;
  }
}
