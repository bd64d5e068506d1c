extension PageScript {
    /// `result.js`: the finished answer.
    static let result = #"""
        import { $, make, clock, codeLink } from "./dom.js";
        import { load, playFrom } from "./sound.js";
        import { drawTranscript, markHeard } from "./transcript.js";
        import { drawCriteria, drawFindings } from "./findings.js";
        import { drawTimeline, moveHead } from "./timeline.js";

        const leadMs = 200;
        let answer = null;

        /** Whether the answer was written, so that there is no sound. */
        export const isTyped = (a) => a.provenance.some((one) => one.stage === "decode" && one.engine === "typed");

        const play = (ms) => playFrom($("answer-audio"), ms - leadMs);

        function drawVerdict(evaluation, problem, isSilent) {
          const out = $("verdict");
          out.replaceChildren();
          if (problem) {
            out.append(make("p", "score", "This answer could not be finished"), make("p", "", problem.detail, " ", codeLink(problem.code)),
              isSilent ? null : make("p", "soft", "The recording is kept. You can listen to it below, or delete it."));
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
            drawHiring(evaluation.hiring, out);
          }
          if (evaluation && evaluation.votes) drawVotes(evaluation.votes, out);
        }

        /** The practice estimate with everything it adds up from. */
        function drawHiring(hiring, out) {
          if (!hiring) return;
          const sum = hiring.parts.map((one) => make("li", "", one.name + ": " + Math.round(one.weight * 100) + " % × " + Math.round(one.value)));
          const opinion = hiring.opinion ? make("p", "soft", hiring.opinion.model + " itself says " + hiring.opinion.percent + " %; that is its opinion and no part of the estimate.") : null;
          out.append(make("details", "", make("summary", "", "Would an interviewer go on? " + hiring.percent + " %"),
            make("p", "soft", hiring.label), make("ul", "", ...sum), opinion));
        }

        /** What each of several judges said. */
        function drawVotes(votes, out) {
          const rows = votes.map((one) => {
            const isPoint = !one.range || Math.round(one.range[0]) === Math.round(one.range[1]);
            const said = one.score == null ? one.reason || "no score" : Math.round(one.score) + (isPoint ? "" : " (" + Math.round(one.range[0]) + "–" + Math.round(one.range[1]) + ")");
            return make("tr", "", make("td", "", one.engine + " " + one.model), make("td", "", said));
          });
          out.append(make("details", "", make("summary", "", votes.length + " judges"), make("table", "votes", make("tbody", "", ...rows))));
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
          const d = a.delivery, tiles = [], hasSpeech = !a.quality || a.quality.speechMs > 0;
          if (d && hasSpeech) {
            const isRough = a.transcript && a.transcript.accuracy === "low";
            if (d.wordsPerMinute != null) tiles.push(tile((isRough ? "≈ " : "") + Math.round(d.wordsPerMinute), "words a minute", "120–170 is usual"));
            if (d.fillers.reliability !== "none") {
              const { total, perMinute } = d.fillers, isLeast = d.fillers.reliability === "lowerBound";
              const rate = total && perMinute != null ? perMinute.toFixed(1) + " a minute" : "";
              tiles.push(tile((isLeast && total ? "≥ " : "") + total, total === 1 ? "filler" : "fillers", isLeast && !total ? "there may be some" : rate));
            }
            const longest = d.pauses.longest ? "longest " + ((d.pauses.longest.endMs - d.pauses.longest.startMs) / 1000).toFixed(1) + " s" : "";
            const about = d.pauses.reliability === "rough" ? "≈ " : "";
            tiles.push(tile(about + d.pauses.count, d.pauses.count === 1 ? "pause" : "pauses", longest));
            if (d.fluency) tiles.push(tile(Math.round(d.fluency.score), "fluency of 100", parts(d.fluency)));
            if (d.confidence) tiles.push(tile(Math.round(d.confidence.score), "confidence of 100", parts(d.confidence)));
          }
          if (a.quality) tiles.push(tile(a.quality.verdict[0].toUpperCase() + a.quality.verdict.slice(1), "sound quality", a.quality.snrDb != null ? "voice " + Math.round(a.quality.snrDb) + " dB over the background" : ""));
          $("tiles").replaceChildren(...tiles);
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
          $("result-about").textContent = [a.candidate, a.question.role, when, a.recording && clock(a.recording.durationMs)].filter(Boolean).join(" · ");
          $("result-title").textContent = a.question.text || "Your debrief";
          $("pdf").href = base + "/report.pdf";
          $("pdf").hidden = a.status !== "done";
          $("json").href = base;
          for (const format of ["vtt", "srt"]) {
            $(format).href = base + "/transcript." + format;
            $(format).hidden = !transcript || transcript.wordTimes === "none" || !transcript.words.length;
          }
          $("answer-audio").hidden = isTyped(a);
          if (isTyped(a)) $("answer-audio").removeAttribute("src"); else load($("answer-audio"), base + "/audio");
          $("listen-title").textContent = isTyped(a) ? "What you wrote" : "What was heard";
          $("again").textContent = isTyped(a) ? "Answer once more" : "Record another take";
          drawVerdict(a.evaluation, a.problem, isTyped(a));
          drawDrill(a.evaluation && a.evaluation.nextDrill);
          drawTiles(a);
          drawTimeline(a, play);
          drawTranscript(a, play);
          drawFindings(a.evaluation || {}, a.quality, play);
          drawCriteria((a.evaluation && a.evaluation.criteria) || [], play);
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
