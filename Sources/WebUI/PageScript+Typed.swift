extension PageScript {
    /// `typed.js`: an answer that is typed. What is written survives a reload, in this tab only.
    static let typed = #"""
        import { $ } from "./dom.js";

        const key = "debrief.typed";

        export const typedText = () => $("typed").value.trim();

        function keep() {
          try { sessionStorage.setItem(key, $("typed").value); } catch { /* For this visit, then. */ }
          $("send-typed").disabled = !/\p{L}/u.test($("typed").value);
        }

        /** Opens the field, with what was written before. */
        export function openTyped() {
          $("type").open = true;
          $("typed").focus();
        }

        export function dropTyped() {
          $("typed").value = "";
          $("type").open = false;
          keep();
        }

        try { $("typed").value = sessionStorage.getItem(key) || ""; } catch { /* Nothing is kept here. */ }
        $("type").open = Boolean(typedText());
        $("typed").oninput = keep;
        keep();
        """#
}
