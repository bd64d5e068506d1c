extension PageScript {
    /// `transcript.js`: the transcript with fillers, pauses and times.
    static let transcript = #"""
        import { $, make, clock } from "./dom.js";

        const longPauseMs = 1000;
        const longestLine = 28;

        /** Words as they stand in the text: where each starts and ends, what stands before it, whether it is a filler. */
        function placed(transcript, fillers) {
          const marks = fillers.filter((item) => item.range).map((item) => item.range);
          const words = [];
          let at = 0;
          for (const word of transcript.words) {
            const start = transcript.text.indexOf(word.text, at);
            if (start < 0) continue;
            const end = start + word.text.length;
            const isFiller = marks.some((mark) => mark.start < end && start < mark.end);
            words.push({ ...word, before: transcript.text.slice(at, start), isFiller });
            at = end;
          }
          return { words, rest: transcript.text.slice(at) };
        }

        /** Cuts the words into lines: at line breaks, long pauses and ends of sentences, and when a line gets long. */
        function lines(words) {
          const all = [];
          let line = [];
          for (const word of words) {
            const last = line.at(-1);
            const waited = last && word.startMs != null && last.endMs != null ? word.startMs - last.endMs : 0;
            const isSentenceEnd = last && line.length > 5 && /[.?!]["”’)]?$/.test(last.text + word.before.trimEnd());
            if (last && (word.before.includes("\n") || waited >= longPauseMs || isSentenceEnd || line.length >= longestLine)) {
              all.push(line);
              line = [];
            }
            line.push(word);
          }
          if (line.length) all.push(line);
          return all;
        }

        function wordNode(word) {
          const node = make(word.isFiller ? "mark" : "span", "word", word.text);
          if (word.startMs != null) node.dataset.ms = word.startMs;
          return node;
        }

        /** Fillers only the sound shows, and long pauses, stand between the words at their time; a pause closes the line before it. */
        function between(answer) {
          const delivery = answer.delivery || {};
          const sounds = ((delivery.fillers && delivery.fillers.items) || [])
            .filter((item) => !item.range && item.startMs != null)
            .map((item) => ({ at: item.startMs, node: () => { const m = make("mark", "word", "um/uh"); m.dataset.ms = item.startMs; m.title = "A filler heard in the sound"; return m; } }));
          const pauses = ((delivery.pauses && delivery.pauses.items) || [])
            .filter((item) => item.place !== "initial" && item.endMs - item.startMs >= longPauseMs)
            .map((item) => ({ at: item.startMs, isPause: true, node: () => make("span", "pause", ((item.endMs - item.startMs) / 1000).toFixed(1) + " s pause") }));
          return [...sounds, ...pauses].sort((a, b) => a.at - b.at);
        }

        /** Draws the transcript line by line; `play(ms)` is what the times and words do. */
        export function drawTranscript(answer, play) {
          const transcript = answer.transcript, out = $("heard");
          out.replaceChildren();
          $("heard-note").textContent = answer.recording ? note(transcript) : "";
          if (!transcript || !transcript.text) return;
          const { words, rest } = placed(transcript, (answer.delivery && answer.delivery.fillers.items) || []);
          const inserts = between(answer);
          const all = lines(words);
          let before = null;
          all.forEach((line, index) => {
            const text = make("p", "");
            line.forEach((word, i) => {
              const space = i === 0 ? "" : word.before.replace(/\s+/g, " ");
              text.append(space);
              while (inserts.length && word.startMs != null && inserts[0].at < (word.startMs + word.endMs) / 2) {
                const insert = inserts.shift();
                if (i === 0 && insert.isPause && before) before.append(" ", insert.node()); else text.append(insert.node(), " ");
              }
              text.append(i === 0 ? word.before.trimStart() : "", wordNode(word));
            });
            if (index === all.length - 1) {
              text.append(rest);
              for (const insert of inserts) text.append(" ", insert.node());
            }
            before = text;
            const start = line[0].startMs;
            out.append(start != null ? make("div", "line", timeButton(start, play), text) : text);
          });
          if (!all.length) out.append(make("p", "", transcript.text));
        }

        function note(transcript) {
          if (!transcript || !transcript.text) return "No words were recognised.";
          const source = {
            low: "Written by the offline recogniser: many words are wrong. Trust the times and the sound more than the words.",
            supplied: "These are the words you supplied.",
          }[transcript.accuracy] || "Written by " + transcript.engine + (transcript.model ? ", " + transcript.model : "") + ".";
          return source + (transcript.wordTimes === "none" ? "" : " Select a time or a word to hear it.");
        }

        /** A button that plays from a moment. */
        export function timeButton(ms, play) {
          const button = make("button", "time", clock(ms));
          button.type = "button";
          button.setAttribute("aria-label", "Play from " + clock(ms));
          button.onclick = () => play(ms);
          return button;
        }

        /** Marks the word that is being heard. */
        export function markHeard(ms) {
          let now = null;
          for (const word of document.querySelectorAll("#heard .word[data-ms]")) {
            if (Number(word.dataset.ms) > ms + 50) break;
            now = word;
          }
          for (const word of document.querySelectorAll("#heard .word.now")) if (word !== now) word.classList.remove("now");
          if (now) now.classList.add("now");
        }
        """#
}
