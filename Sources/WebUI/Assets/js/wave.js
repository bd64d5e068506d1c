// The moving picture of a take.

const step = 5;

/** The picture of a take while it is recorded: one bar for each moment, the newest at the right. */
export class Wave {
  #canvas;
  #levels = [];

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  clear() { this.#levels = []; this.#draw(); }

  /** Adds how loud it was, 0–1, on a scale on which a quiet voice can be seen. */
  add(level) {
    const decibels = 20 * Math.log10(Math.max(level, 1e-4));
    this.#levels.push(Math.min(1, Math.max(0, (decibels + 60) / 50)));
    if (this.#levels.length > 1000) this.#levels.shift();
    this.#draw();
  }

  #draw() {
    const canvas = this.#canvas, scale = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d"), style = getComputedStyle(canvas);
    pen.scale(scale, scale);
    const count = Math.floor(width / step), shown = this.#levels.slice(-count), empty = count - shown.length;
    for (let i = 0; i < count; i++) {
      const level = i < empty ? 0 : shown[i - empty], bar = Math.max(2, level * height);
      pen.fillStyle = i < empty ? style.borderTopColor : style.color;
      pen.fillRect(i * step, (height - bar) / 2, step - 2, bar);
    }
  }
}
