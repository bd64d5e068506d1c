extension PageScript {
    /// `takes.js`: this take against the one before it.
    static let takes = #"""
        import { make } from "./dom.js";
        import { takeBefore } from "./earlier.js";

        const figure = (value, decimals) => value == null ? "–" : value.toFixed(decimals);

        function change(row) {
          if (row.before == null || row.after == null) return "–";
          const by = Number(row.after.toFixed(row.decimals)) - Number(row.before.toFixed(row.decimals));
          return (by > 0 ? "+" : by < 0 ? "−" : "±") + Math.abs(by).toFixed(row.decimals);
        }

        /** Draws the comparison with the take before, when this device knows of one and the service still has it. */
        export async function drawTakes(answer, box) {
          box.hidden = true;
          const before = takeBefore(answer);
          if (!before || answer.problem) return;
          const base = "/v1/answers/" + before.id + "/compare/" + answer.id;
          const reply = await fetch(base).catch(() => null);
          if (!reply || !reply.ok) return;
          const rows = (await reply.json()).rows.filter((row) => row.before != null || row.after != null);
          const head = make("tr", "", ...["Measure", "Before", "Now", "Change"].map((title) => {
            const cell = make("th", "", title);
            cell.scope = "col";
            return cell;
          }));
          const body = rows.map((row) => {
            const name = make("th", "", row.measure, row.note ? make("small", "soft", " " + row.note) : null);
            name.scope = "row";
            return make("tr", "", name, make("td", "", figure(row.before, row.decimals)), make("td", "", figure(row.after, row.decimals)), make("td", "", change(row)));
          });
          const link = make("a", "quiet", "Both takes as PDF");
          Object.assign(link, { href: base + "/report.pdf", target: "_blank", rel: "noopener" });
          box.replaceChildren(make("h3", "", "Against your take before"),
            make("table", "takes", make("thead", "", head), make("tbody", "", ...body)), make("p", "row", link));
          box.hidden = false;
        }
        """#
}
