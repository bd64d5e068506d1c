extension PageScript {
    /// `working.js`: the view that shows what is being done.
    static let working = #"""
        import { $, say, showView } from "./dom.js";

        const stages = [...document.querySelectorAll("#stages li")];

        /** Shows which stage is under way; `status` is `sending` while the page itself is at work. */
        export function showStage(stage, status) {
          const at = stages.findIndex((item) => item.dataset.stage === stage);
          stages.forEach((item, i) => {
            item.className = status === "done" || i < at ? "done" : i === at ? "now" : "";
            if (i === at && status !== "done") item.setAttribute("aria-current", "step"); else item.removeAttribute("aria-current");
          });
          $("upload-bar").hidden = stage !== "upload" || status !== "sending";
          $("stop-sending").hidden = $("upload-bar").hidden;
        }

        /** Opens the view. Words that were typed pass no sound stages. */
        export function showWorking(status, isTyped) {
          showView("working");
          for (const item of stages) item.hidden = isTyped && (item.dataset.stage === "decode" || item.dataset.stage === "transcribe");
          stages[0].textContent = isTyped ? "Sending your answer" : "Sending the recording";
          $("upload-bar").value = 0;
          $("waiting").textContent = "";
          $("try-now").hidden = true;
          showStage("upload", status);
          $("working-title").focus();
        }

        /** What sending tells: the part that the service has, waiting for another try, and that all is sent. `safe` says where the take is. */
        export const telling = (safe) => ({
          progress: (part) => { $("upload-bar").value = part; },
          asking: () => {
            $("upload-bar").value = 1;
            $("waiting").textContent = "Sent. The service is checking it…";
          },
          waiting: (seconds, detail) => {
            $("try-now").hidden = !seconds;
            if (seconds) $("waiting").textContent = "";
            say(seconds ? (detail || "The service cannot be reached.") + " " + safe + " Trying again in " + seconds + " s." : "", { bad: seconds > 0 });
          },
        });
        """#
}
