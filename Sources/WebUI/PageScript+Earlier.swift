extension PageScript {
    /// `earlier.js`: the answers this device knows of.
    static let earlier = #"""
        import { $, make } from "./dom.js";

        const key = "debrief.answers";
        const most = 12;

        function read() {
          try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
        }

        function write(answers) {
          try { localStorage.setItem(key, JSON.stringify(answers.slice(0, most))); } catch { /* This browser keeps nothing. */ }
        }

        /** Keeps where an answer is found again, on this device only. */
        export function remember(id, question, createdAt, score) {
          write([{ id, question, createdAt, score }, ...read().filter((one) => one.id !== id)]
            .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)));
        }

        export function forget(id) { write(read().filter((one) => one.id !== id)); }

        /** The take of the same question before this one, on this device; undefined when there is none. */
        export function takeBefore(answer) {
          if (!answer.question.text) return undefined;
          return read().find((one) => one.id !== answer.id && one.question === answer.question.text && one.createdAt < answer.createdAt);
        }

        /** Lists the answers this device knows of. */
        export function listEarlier() {
          const answers = read();
          $("earlier").hidden = !answers.length;
          $("earlier-list").replaceChildren(...answers.map((one) => {
            const link = make("a", "", make("span", "", one.question || "An answer without a question"));
            link.href = "#" + one.id;
            const when = one.createdAt ? new Date(one.createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
            const score = one.score != null ? Math.round(one.score) + " of 100" : "";
            return make("li", "", link, make("span", "soft", [when, score].filter(Boolean).join(" · ")));
          }));
        }
        """#
}
