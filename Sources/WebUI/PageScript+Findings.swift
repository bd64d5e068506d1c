extension PageScript {
    /// `findings.js`: what to keep, what to change, and the rubric item by item.
    static let findings = #"""
        import { $, make } from "./dom.js";
        import { timeButton } from "./transcript.js";

        function quotes(evidence, play) {
          return (evidence || []).map((one) => make("blockquote", "", one.startMs != null ? timeButton(one.startMs, play) : null, "“" + one.quote + "”"));
        }

        const partNames = { situation: "Situation", task: "Task", action: "What you did", result: "What came of it", other: "Everything else" };

        /** Where the answer's time goes, and what could be cut. */
        function economy(found, play) {
          const parts = ((found && found.parts) || []).filter((one) => one.durationMs), cards = [];
          const whole = parts.reduce((sum, one) => sum + one.durationMs, 0);
          if (parts.length > 1) {
            const first = found.timeToFirstPointMs >= 1000 ? make("p", "soft", "Your first point came after " + (found.timeToFirstPointMs / 1000).toFixed(1) + " s.") : null;
            cards.push(make("section", "card", make("h3", "", "Where your time went"), first, make("ul", "shares", ...parts.map((one) => {
              const bar = make("progress", "");
              Object.assign(bar, { max: whole, value: one.durationMs });
              bar.setAttribute("aria-hidden", "true");
              return make("li", "", make("span", "", partNames[one.name] || one.name), bar, make("span", "", Math.round(one.durationMs / 1000) + " s"));
            }))));
          }
          if (found && found.cuts.length) {
            cards.push(make("section", "card", make("h3", "", "You could leave out"), make("ul", "remarks", ...found.cuts.map((one) =>
              make("li", "", one.reason, ...quotes([{ quote: one.text, startMs: one.startMs }], play))))));
          }
          return cards;
        }

        /** The answer against the ideal one, point by point. */
        function ideal(found, play) {
          const said = found.points.filter((one) => one.met !== "no").length;
          return make("details", "card", make("summary", "", "Against the ideal answer: " + said + " of " + found.points.length + " points"),
            make("p", "soft", found.note), make("ul", "items", ...found.points.map((one) => {
              const mark = make("span", "met " + (marks[one.met] ? one.met : ""), make("span", "unseen", one.met + ": "));
              mark.prepend(marks[one.met] || "?");
              return make("li", "", mark, make("div", "", one.text, ...quotes(one.evidence, play)));
            })));
        }

        /** What to keep and to change, with the words it is about, and where the time went. */
        export function drawFindings(e, quality, play) {
          const cards = [];
          if (quality && quality.issues.length) {
            cards.push(make("section", "card", make("h3", "", "For a better recording"),
              make("ul", "", ...quality.issues.map((one) => make("li", "", one.detail, one.startMs != null ? " " : null, one.startMs != null ? timeButton(one.startMs, play) : null)))));
          }
          for (const [title, remarks] of [["Keep", e.strengths], ["Change", e.improvements]]) {
            if (!remarks || !remarks.length) continue;
            cards.push(make("section", "card", make("h3", "", title),
              make("ul", "remarks", ...remarks.map((one) => make("li", "", one.text, ...quotes(one.evidence, play))))));
          }
          if (e.missedKeywords && e.missedKeywords.length) {
            cards.push(make("section", "card", make("h3", "", "Not mentioned"), make("p", "", e.missedKeywords.join(", "))));
          }
          cards.push(...economy(e.economy, play));
          if (e.ideal && e.ideal.points.length) cards.push(ideal(e.ideal, play));
          if (e.narrative && e.narrative.paragraphs.length) {
            const who = e.narrative.source === "model" ? "Written by " + (e.narrative.model || "a model") + "; every number and quotation was checked." : "";
            cards.push(make("details", "card", make("summary", "", "How it went, in words"), ...e.narrative.paragraphs.map((one) => make("p", "", one)),
              make("p", "soft", [who, ...e.narrative.notes].filter(Boolean).join(" "))));
          }
          if (e.exampleAnswer) {
            cards.push(make("details", "card", make("summary", "", "An example of a good answer"), make("p", "", e.exampleAnswer)));
          }
          $("findings").replaceChildren(...cards);
        }

        const marks = { yes: "✓", partly: "◐", no: "✗" };

        /** The rubric, item by item. */
        export function drawCriteria(criteria, play) {
          $("criteria").replaceChildren();
          if (!criteria.length) return;
          const box = make("details", "card", make("summary", "", "Point by point"));
          for (const one of criteria) {
            box.append(make("h4", "", one.title, make("span", "soft", one.score != null ? Math.round(one.score) + " of 100" : "not judged")));
            const list = make("ul", "items");
            for (const item of one.items) {
              const mark = make("span", "met " + (marks[item.met] ? item.met : ""), make("span", "unseen", item.met + ": "));
              mark.prepend(marks[item.met] || "?");
              list.append(make("li", "", mark, make("div", "", item.text, item.comment ? make("p", "soft", item.comment) : null, ...quotes(item.evidence, play))));
            }
            box.append(list);
          }
          $("criteria").append(box);
        }
        """#
}
