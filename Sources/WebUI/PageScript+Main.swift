extension PageScript {
    /// `main.js`: sending, following, and which of the three views is open.
    static let main = #"""
        import { $, say, showView } from "./dom.js";
        import { choose, currentTake, dropTake, fields, isRecording, keepCurrent, restore, sendingOf, startRecording, stopRecording } from "./take.js";
        import { answerTake, answerTyped } from "./answer.js";
        import { forgetTheRest } from "./forget.js";
        import { Patience, Refused } from "./tus.js";
        import { dropTyped, openTyped, typedText } from "./typed.js";
        import { showStage, showWorking, telling } from "./working.js";
        import { Gone, follow } from "./progress.js";
        import { drawResult, isTyped, leaveResult } from "./result.js";
        import { drawTakes } from "./takes.js";
        import { forget, listEarlier, remember } from "./earlier.js";

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

        function startWork() {
          work?.abort();
          work = new AbortController();
          return work.signal;
        }

        function context() {
          const sent = {};
          for (const field of fields) if ($(field).value.trim()) sent[field] = $(field).value.trim();
          if ($("narrative").checked) sent.narrative = true;
          return sent;
        }

        /** An answer was accepted: from here on it has an address. */
        async function accepted(answer, isTyped) {
          remember(answer.id, answer.question && answer.question.text, answer.createdAt, null);
          history.pushState(null, "", "#" + answer.id);
          await open(answer.id, isTyped);
        }

        async function send() {
          const take = currentTake();
          if (!take || isRecording()) return;
          const signal = startWork();
          $("playback").pause();
          showWorking("sending", false);
          const isKept = await keepCurrent();
          try {
            const body = context();
            if ($("transcript").files[0]) body.transcript = await $("transcript").files[0].text();
            const on = telling(isKept ? "Your recording is safe in this browser." : "Keep this page open.");
            const sending = await sendingOf(take);
            signal.throwIfAborted();
            $("try-now").addEventListener("click", () => sending.wake(), { signal });
            const answer = await answerTake(sending, body, on, signal);
            await dropTake({ isAnswered: true });
            $("transcript").value = "";
            await accepted(answer, false);
          } catch (error) {
            if (signal.aborted && !(error instanceof Refused)) return;
            await backToTake(error, take.name);
          }
        }

        async function sendTyped() {
          const text = typedText();
          if (!text || isRecording()) return;
          const signal = startWork();
          showWorking("sending", true);
          const on = telling("Your words are kept in this tab.");
          const hurry = new EventTarget();
            $("try-now").addEventListener("click", () => hurry.dispatchEvent(new Event("wake")), { signal });
          try {
            const answer = await answerTyped(text, context(), new Patience(hurry, on.waiting), signal);
            dropTyped();
            await accepted(answer, true);
          } catch (error) {
            if (signal.aborted && !(error instanceof Refused)) return;
            showView("compose");
            say(error.message, { bad: true, code: error.code });
            openTyped();
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

        async function open(id, isTyped = false) {
          const signal = startWork();
          leaveResult();
          showWorking("queued", isTyped);
          $("waiting").textContent = "You can close this page. Your debrief will be at this address.";
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
        $("send-typed").onclick = sendTyped;
        $("discard").onclick = async () => { await dropTake(); say("Discarded."); $("record").focus(); };
        $("stop-sending").onclick = () => { compose(); (currentTake() ? $("send") : $("typed")).focus(); say("Not sent. It is still here."); };
        $("other-question").onclick = () => { $("question").value = questions[(questions.indexOf($("question").value) + 1) % questions.length]; };
        $("ask").onsubmit = (event) => event.preventDefault();
        $("again").onclick = () => {
          for (const name of ["role", "level"]) if (shown && shown.question[name]) $(name).value = shown.question[name];
          if (shown && shown.question.text) $("question").value = shown.question.text;
          if (shown && shown.candidate) $("candidate").value = shown.candidate;
          const shownIsTyped = shown && isTyped(shown);
          history.pushState(null, "", "/");
          compose();
          if (shownIsTyped) openTyped(); else $("record").focus();
        };
        $("forget").onclick = () => $("sure").showModal();
        $("sure").onclose = () => { if ($("sure").returnValue === "delete") remove(); $("sure").returnValue = ""; };
        $("speak").addEventListener("dragover", (event) => event.preventDefault());
        $("speak").addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files[0]); });
        window.addEventListener("hashchange", route);
        window.addEventListener("beforeunload", (event) => { if (isRecording()) event.preventDefault(); });

        route();
        restore();
        forgetTheRest();
        """#
}
