extension PageScript {
    /// `timeline.js`: the answer as a bar.
    static let timeline = #"""
        import { $, clock } from "./dom.js";

        const space = "http://www.w3.org/2000/svg";

        function shape(name, attributes, title) {
          const node = document.createElementNS(space, name);
          for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
          if (title) {
            const words = document.createElementNS(space, "title");
            words.textContent = title;
            node.append(words);
          }
          return node;
        }

        /** Draws the answer as a bar: speech, pauses as gaps in it, fillers as marks. A click plays from there. */
        export function drawTimeline(answer, play) {
          const length = answer.recording && answer.recording.durationMs, delivery = answer.delivery;
          $("timeline").replaceChildren();
          if (!length || !delivery || !answer.quality || !answer.quality.speechMs) return;
          const ends = [...((answer.transcript && answer.transcript.words) || []), ...delivery.fillers.items, ...delivery.pauses.items].map((one) => one.endMs ?? 0);
          const end = Math.min(length, Math.max(0, ...ends)) || length;
          const drawing = shape("svg", { viewBox: "0 0 1000 40", preserveAspectRatio: "none", "aria-hidden": "true" });
          const x = (ms) => (1000 * ms) / length;
          drawing.append(shape("rect", { class: "speech", x: 0, y: 12, width: x(end), height: 16 }));
          for (const one of delivery.pauses.items) {
            const title = "Pause of " + ((one.endMs - one.startMs) / 1000).toFixed(1) + " s at " + clock(one.startMs);
            drawing.append(shape("rect", { class: "gap", x: x(one.startMs), y: 11, width: Math.max(1, x(one.endMs - one.startMs)), height: 18 }, title));
          }
          for (const one of delivery.fillers.items) {
            if (one.startMs == null) continue;
            const width = Math.max(4, x((one.endMs ?? one.startMs) - one.startMs));
            drawing.append(shape("rect", { class: "filler", x: x(one.startMs), y: 4, width, height: 32 }, "“" + one.text + "” at " + clock(one.startMs)));
          }
          drawing.append(shape("rect", { class: "head", x: -10, y: 0, width: 3, height: 40 }));
          drawing.onclick = (event) => {
            const box = drawing.getBoundingClientRect();
            play((length * (event.clientX - box.left)) / box.width);
          };
          const caption = document.createElement("p");
          caption.className = "soft";
          caption.textContent = "Gaps are pauses" + (delivery.fillers.items.length ? ", yellow marks are fillers." : ".");
          $("timeline").append(drawing, caption);
        }

        /** Moves the line that shows where the sound is. */
        export function moveHead(ms, answer) {
          const head = document.querySelector("#timeline .head");
          if (head && answer.recording) head.setAttribute("x", (1000 * ms) / answer.recording.durationMs - 1);
        }
        """#
}
