extension PageScript {
    /// `result.js`: the finished answer.
    static let result = #"""
        import { $, make, clock, codeLink } from "./dom.js";
        import { drawTranscript, markHeard, timeButton } from "./transcript.js";
        import { drawTimeline, moveHead } from "./timeline.js";

        const leadMs = 200;
        let answer = null;

        function play(ms) {
          const sound = $("answer-audio");
          sound.currentTime = Math.max(0, ms - leadMs) / 1000;
          sound.play().catch(() => { /* The player itself shows that it cannot play. */ });
        }

        function quotes(evidence) {
          return (evidence || []).map((one) => make("blockquote", "", one.startMs != null ? timeButton(one.startMs, play) : null, "“" + one.quote + "”"));
        }

        function drawVerdict(evaluation, problem) {
          const out = $("verdict");
          out.replaceChildren();
          if (problem) {
            out.append(make("p", "score", "This answer could not be finished"), make("p", "", problem.detail, " ", codeLink(problem.code)),
              make("p", "soft", "The recording is kept. You can listen to it below, or delete it."));
          } else if (!evaluation) {
            out.append(make("p", "score", "No score"), make("p", "", "The content was not judged."));
          } else if (evaluation.score == null) {
            out.append(make("p", "score", "No score for the content"), make("p", "", evaluation.abstained));
          } else {
            const range = evaluation.range && Math.round(evaluation.range[0]) !== Math.round(evaluation.range[1])
              ? ", between " + Math.round(evaluation.range[0]) + " and " + Math.round(evaluation.range[1]) + " over several runs" : "";
            const judge = evaluation.engine === "rules" ? "Judged by fixed rules, which look at the form of an answer and do not understand it" : "Judged by " + (evaluation.model || evaluation.engine);
            const bar = make("progress", "");
            Object.assign(bar, { max: 100, value: evaluation.score });
            bar.setAttribute("aria-hidden", "true");
            out.append(make("p", "score", make("strong", "", String(Math.round(evaluation.score))), " of 100 for the content"), bar, make("p", "soft", judge + range + "."));
          }
        }

        function drawDrill(drill) {
          $("drill").hidden = !drill;
          $("drill").replaceChildren();
          if (!drill) return;
          $("drill").append(make("p", "eyebrow", "Practise next"), make("h3", "", drill.title), make("p", "", drill.reason),
            make("ol", "", ...drill.steps.map((one) => make("li", "", one))));
        }

        function tile(value, label, more) {
          return make("div", "tile", make("b", "", String(value)), make("span", "", label), more ? make("small", "", more) : null);
        }

        const parts = (scored) => "from " + Object.keys(scored.parts).join(", ");

        function drawTiles(a) {
          const d = a.delivery, tiles = [];
          if (d) {
            const isRough = a.transcript && a.transcript.accuracy === "low";
            if (d.wordsPerMinute != null) tiles.push(tile((isRough ? "≈ " : "") + Math.round(d.wordsPerMinute), "words a minute", "120–170 is usual"));
            if (d.fillers.reliability !== "none") {
              const more = d.fillers.perMinute != null ? d.fillers.perMinute.toFixed(1) + " a minute" : "";
              tiles.push(tile((d.fillers.reliability === "lowerBound" ? "≥ " : "") + d.fillers.total, d.fillers.total === 1 ? "filler" : "fillers", more));
            }
            const longest = d.pauses.longest ? "longest " + ((d.pauses.longest.endMs - d.pauses.longest.startMs) / 1000).toFixed(1) + " s" : "";
            tiles.push(tile(d.pauses.count, d.pauses.count === 1 ? "pause" : "pauses", longest));
            if (d.fluency) tiles.push(tile(Math.round(d.fluency.score), "fluency of 100", parts(d.fluency)));
            if (d.confidence) tiles.push(tile(Math.round(d.confidence.score), "confidence of 100", parts(d.confidence)));
          }
          if (a.quality) tiles.push(tile(a.quality.verdict[0].toUpperCase() + a.quality.verdict.slice(1), "sound quality", a.quality.snrDb != null ? "voice " + Math.round(a.quality.snrDb) + " dB over the background" : ""));
          $("tiles").replaceChildren(...tiles);
        }

        function drawFindings(e, quality) {
          const cards = [];
          if (quality && quality.issues.length) {
            cards.push(make("section", "card", make("h3", "", "For a better recording"),
              make("ul", "", ...quality.issues.map((one) => make("li", "", one.detail, one.startMs != null ? timeButton(one.startMs, play) : null)))));
          }
          for (const [title, remarks] of [["Keep", e.strengths], ["Change", e.improvements]]) {
            if (!remarks || !remarks.length) continue;
            cards.push(make("section", "card", make("h3", "", title),
              make("ul", "remarks", ...remarks.map((one) => make("li", "", one.text, ...quotes(one.evidence))))));
          }
          if (e.missedKeywords && e.missedKeywords.length) {
            cards.push(make("section", "card", make("h3", "", "Not mentioned"), make("p", "", e.missedKeywords.join(", "))));
          }
          if (e.exampleAnswer) {
            cards.push(make("details", "card", make("summary", "", "An example of a good answer"), make("p", "", e.exampleAnswer)));
          }
          $("findings").replaceChildren(...cards);
        }

        const marks = { yes: "✓", partly: "◐", no: "✗" };

        function drawCriteria(criteria) {
          $("criteria").replaceChildren();
          if (!criteria.length) return;
          const box = make("details", "card", make("summary", "", "Point by point"));
          for (const one of criteria) {
            box.append(make("h4", "", one.title, make("span", "soft", one.score != null ? Math.round(one.score) + " of 100" : "not judged")));
            const list = make("ul", "items");
            for (const item of one.items) {
              const mark = make("span", "met " + (marks[item.met] ? item.met : ""), make("span", "unseen", item.met + ": "));
              mark.prepend(marks[item.met] || "?");
              list.append(make("li", "", mark, make("div", "", item.text, item.comment ? make("p", "soft", item.comment) : null, ...quotes(item.evidence))));
            }
            box.append(list);
          }
          $("criteria").append(box);
        }

        /** Each sentence once, and none that repeats what stands in the verdict already. */
        function drawNotes(a) {
          const e = a.evaluation || {}, d = a.delivery || {};
          const all = [...(a.notes || []), ...(e.notes || []), ...(d.notes || [])];
          const shown = [...new Set(all)].filter((one) => !(e.abstained && one.includes(e.abstained)));
          $("notes").replaceChildren(...shown.map((one) => make("li", "", one)));
          $("notes-card").hidden = !shown.length;
        }

        /** Draws a finished or failed answer. */
        export function drawResult(a) {
          answer = a;
          const base = "/v1/answers/" + a.id, transcript = a.transcript;
          const when = new Date(a.createdAt).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
          $("result-about").textContent = [a.candidate, a.question.role, when, a.recording && clock(a.recording.durationMs) + " min"].filter(Boolean).join(" · ");
          $("result-title").textContent = a.question.text || "Your debrief";
          $("pdf").href = base + "/report.pdf";
          $("pdf").hidden = a.status !== "done";
          $("json").href = base;
          $("vtt").href = base + "/transcript.vtt";
          $("vtt").hidden = !transcript || transcript.wordTimes === "none" || !transcript.words.length;
          $("answer-audio").src = base + "/audio";
          drawVerdict(a.evaluation, a.problem);
          drawDrill(a.evaluation && a.evaluation.nextDrill);
          drawTiles(a);
          drawTimeline(a, play);
          drawTranscript(a, play);
          drawFindings(a.evaluation || {}, a.quality);
          drawCriteria((a.evaluation && a.evaluation.criteria) || []);
          drawNotes(a);
        }

        /** Stops the sound when the result is left. */
        export function leaveResult() {
          $("answer-audio").pause();
        }

        $("heard").addEventListener("click", (event) => {
          const word = event.target.closest(".word[data-ms]");
          if (word) play(Number(word.dataset.ms));
        });
        $("answer-audio").addEventListener("timeupdate", () => {
          const ms = 1000 * $("answer-audio").currentTime;
          markHeard(ms);
          if (answer) moveHead(ms, answer);
        });
        """#
}
