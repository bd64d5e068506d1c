extension PageScript {
    /// `dom.js`: elements, clocks, status lines and pauses.
    static let dom = #"""
        export const $ = (id) => document.getElementById(id);

        /** An element. Strings among its children become text nodes, so nothing the service sends is ever read as markup. */
        export function make(tag, className, ...children) {
          const element = document.createElement(tag);
          if (className) element.className = className;
          element.append(...children.filter((child) => child != null && child !== ""));
          return element;
        }

        /** Milliseconds as minutes and seconds. */
        export function clock(ms) {
          const seconds = Math.floor(ms / 1000);
          return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
        }

        /** A link to what an error code means. */
        export function codeLink(code) {
          const link = make("a", "code", code);
          link.href = "/docs/errors#" + code;
          return link;
        }

        const views = ["compose", "working", "result"];

        /** Shows one of the three views. */
        export function showView(name) {
          for (const view of views) $(view).hidden = view !== name;
          say("");
        }

        /** Says something in the status line of the view that is open; `bad` marks a problem, `code` adds where it is explained. */
        export function say(text, { bad = false, code = "" } = {}) {
          const view = views.find((name) => !$(name).hidden) || "compose";
          const line = $(view).querySelector(".status");
          line.classList.toggle("bad", bad);
          line.replaceChildren(text || "");
          if (code) line.append(" ", codeLink(code));
        }

        /** A pause that ends early when `signal` says stop; then it throws. */
        export function pause(ms, signal) {
          return new Promise((resolve, reject) => {
            if (signal?.aborted) { reject(signal.reason); return; }
            const timer = setTimeout(resolve, ms);
            signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
          });
        }
        """#
}
