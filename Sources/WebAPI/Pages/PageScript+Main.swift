extension PageScript {
    /// `main.js`: sending, following, and which of the three views is open.
    static let main = #"""
        import { $, say, showView } from "./dom.js";
        import { choose, currentTake, dropTake, fields, isRecording, keepCurrent, restore, startRecording, stopRecording } from "./take.js";
        import { readable } from "./convert.js";
        import { Refused, upload } from "./upload.js";
        import { Gone, follow } from "./progress.js";
        import { drawResult, leaveResult } from "./result.js";
        import { drawTakes } from "./takes.js";
        import { forget, listEarlier, remember } from "./earlier.js";

        const stages = [...document.querySelectorAll("#stages li")];
        const questions = [
          "Tell me about a time you solved a difficult problem.",
          "Tell me about yourself and what you are looking for.",
          "Describe a conflict with a colleague and how it ended.",
          "Tell me about a decision you made without enough information.",
          "What is the project you are most proud of, and what was your part in it?",
          "Tell me about a time you failed. What did you do then?",
          "Explain something technical you know well to somebody who does not.",
          "Why do you want to work here?",
        ];

        let work = null;       // ends the sending or following under way
        let shown = null;      // the answer in the result view

        // Sending and following

        function showStage(stage, status) {
          const at = stages.findIndex((item) => item.dataset.stage === stage);
          stages.forEach((item, i) => {
            item.className = status === "done" || i < at ? "done" : i === at ? "now" : "";
            if (i === at && status !== "done") item.setAttribute("aria-current", "step"); else item.removeAttribute("aria-current");
          });
          $("upload-bar").hidden = stage !== "upload" || status !== "sending";
          $("stop-sending").hidden = $("upload-bar").hidden;
        }

        function startWork() {
          work?.abort();
          work = new AbortController();
          return work.signal;
        }

        async function send() {
          const take = currentTake();
          if (!take || isRecording()) return;
          const signal = startWork();
          $("playback").pause();
          showView("working");
          showStage("upload", "sending");
          $("upload-bar").value = 0;
          $("waiting").textContent = "";
          $("working-title").focus();
          const isKept = await keepCurrent();
          const body = new FormData();
          for (const field of fields) if ($(field).value.trim()) body.append(field, $(field).value.trim());
          if ($("narrative").checked) body.append("narrative", "true");
          if ($("transcript").files[0]) body.append("transcript", $("transcript").files[0]);
          body.append("audio", await readable(take.blob), "answer");
          try {
            const accepted = await upload(body, {
              signal,
              tryNow: $("try-now"),
              progress: (part) => {
                $("upload-bar").value = part;
                $("waiting").textContent = part < 1 ? "" : "Sent. The service is checking the recording…";
              },
              waiting: (seconds, detail) => {
                $("try-now").hidden = !seconds;
                const safe = isKept ? " Your recording is safe in this browser." : " Keep this page open.";
                if (seconds) $("waiting").textContent = "";
                say(seconds ? (detail || "The service cannot be reached.") + safe + " Trying again in " + seconds + " s." : "", { bad: seconds > 0 });
              },
            });
            remember(accepted.id, accepted.question && accepted.question.text, accepted.createdAt, null);
            await dropTake();
            $("transcript").value = "";
            history.pushState(null, "", "#" + accepted.id);
            await open(accepted.id);
          } catch (error) {
            if (signal.aborted && !(error instanceof Refused)) return;
            await backToTake(error, take.name);
          }
        }

        async function backToTake(error, name) {
          // A file that cannot be used is still on the device; a take is kept until the speaker discards it.
          const isUseless = Boolean(name && error.recordingAtFault);
          if (isUseless) await dropTake();
          showView("compose");
          say((isUseless ? "“" + name + "” was not taken. " : "") + error.message, { bad: true, code: error.code });
          $(isUseless ? "record" : "send").focus();
        }

        async function open(id) {
          const signal = startWork();
          leaveResult();
          showView("working");
          showStage("upload", "queued");
          $("waiting").textContent = "You can close this page. Your debrief will be at this address.";
          $("try-now").hidden = true;
          $("working-title").focus();
          try {
            const answer = await follow(id, {
              signal,
              step: (stage, status) => { say(""); showStage(stage, status); },
              lost: () => say("Waiting for the service to come back…", { bad: true }),
            });
            remember(answer.id, answer.question.text, answer.createdAt, answer.evaluation ? answer.evaluation.score : null);
            shown = answer;
            drawResult(answer);
            drawTakes(answer, $("takes"));
            showView("result");
            $("result-title").focus();
          } catch (error) {
            if (!(error instanceof Gone)) return;
            forget(id);
            history.replaceState(null, "", "/");
            compose();
            say(error.message, { bad: true });
          }
        }

        // The views

        function compose() {
          startWork();
          leaveResult();
          shown = null;
          listEarlier();
          showView("compose");
        }

        function route() {
          if (isRecording()) stopRecording();
          const id = location.hash.slice(1);
          if (id.startsWith("ans_")) open(id); else compose();
        }

        async function remove() {
          const reply = await fetch("/v1/answers/" + shown.id, { method: "DELETE" }).catch(() => null);
          if (!reply || (!reply.ok && reply.status !== 404)) { say("It could not be deleted. Try again in a moment.", { bad: true }); return; }
          forget(shown.id);
          history.replaceState(null, "", "/");
          compose();
          say("Deleted.");
          $("record").focus();
        }

        $("record").onclick = () => { if (isRecording()) stopRecording(); else startRecording(); };
        $("file").onchange = () => choose($("file").files[0]);
        $("send").onclick = send;
        $("discard").onclick = async () => { await dropTake(); say("Discarded."); $("record").focus(); };
        $("stop-sending").onclick = () => { compose(); $("send").focus(); say("Not sent. Your recording is still here."); };
        $("other-question").onclick = () => { $("question").value = questions[(questions.indexOf($("question").value) + 1) % questions.length]; };
        $("ask").onsubmit = (event) => event.preventDefault();
        $("again").onclick = () => {
          for (const name of ["role", "level"]) if (shown && shown.question[name]) $(name).value = shown.question[name];
          if (shown && shown.question.text) $("question").value = shown.question.text;
          if (shown && shown.candidate) $("candidate").value = shown.candidate;
          history.pushState(null, "", "/");
          compose();
          $("record").focus();
        };
        $("forget").onclick = () => $("sure").showModal();
        $("sure").onclose = () => { if ($("sure").returnValue === "delete") remove(); $("sure").returnValue = ""; };
        $("speak").addEventListener("dragover", (event) => event.preventDefault());
        $("speak").addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files[0]); });
        window.addEventListener("hashchange", route);
        window.addEventListener("beforeunload", (event) => { if (isRecording()) event.preventDefault(); });

        route();
        restore();
        """#
}
