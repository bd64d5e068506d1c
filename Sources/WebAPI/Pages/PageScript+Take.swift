extension PageScript {
    /// `take.js`: the take: recorded or chosen, listened to, kept, dropped.
    static let take = #"""
        import { $, clock, say } from "./dom.js";
        import { clearShelf, keepPiece, keepTake, unsent } from "./shelf.js";
        import { startTake } from "./recorder.js";
        import { load } from "./sound.js";
        import { Wave } from "./wave.js";

        export const fields = ["question", "role", "level", "candidate", "keywords", "idealAnswer", "resume", "jobDescription"];

        const hint = $("hint").textContent;
        const wave = new Wave($("wave"));
        let take = null;       // { blob, name }: what "Get my debrief" sends; a take from the microphone has no name
        let stopTake = null;   // ends the take being recorded

        const form = () => Object.fromEntries(fields.map((name) => [name, $(name).value]));
        export const currentTake = () => take;
        export const isRecording = () => stopTake !== null;
        export const stopRecording = () => stopTake?.();

        /** Puts the take on the shelf once more, with the form as it is now; answers whether it is kept. */
        export const keepCurrent = () => keepTake(take.blob, take.name, form());

        function showTake(blob, name, text) {
          take = blob.size ? { blob, name } : null;
          URL.revokeObjectURL($("playback").src);
          $("take").hidden = !take;
          $("record-label").textContent = take && !name ? "Record again" : "Record";
          if (!take) { say("Nothing was recorded. Is the microphone muted?", { bad: true }); return; }
          const address = URL.createObjectURL(blob);
          load($("playback"), address);
          $("save").href = address;
          $("save").download = name || "answer." + ((/(webm|ogg|mp4|wav)/.exec(blob.type) || [])[0] || "audio");
          $("save").hidden = Boolean(name);
          $("chosen").textContent = text;
        }

        /** Forgets the take, here and on the shelf. */
        export async function dropTake() {
          take = null;
          $("take").hidden = true;
          $("playback").removeAttribute("src");
          $("record-label").textContent = "Record";
          $("clock").textContent = "0:00";
          $("file").value = "";
          wave.clear();
          await clearShelf();
        }

        /** Opens the microphone and records until it is stopped. */
        export async function startRecording() {
          $("record").disabled = true;
          say("");
          let loudest = 0;
          try {
            stopTake = await startTake({
              piece: (blob, isFirst) => keepPiece(blob, form(), isFirst),
              level: (level) => { loudest = Math.max(loudest, level); wave.add(level); },
              time: (ms) => {
                $("clock").textContent = clock(ms);
                if (ms > 4000 && loudest < 0.002) say("Nothing can be heard yet. Is the right microphone chosen, and switched on?", { bad: true });
                else if (!isRecording() || ms < 120_000) say("");
                else say("Two minutes. Come to your result.");
              },
              end: endRecording,
            });
          } catch (error) {
            say(error.message, { bad: true });
            return;
          } finally {
            $("record").disabled = false;
            $("record").focus();
          }
          $("playback").pause();
          $("take").hidden = true;
          wave.clear();
          $("record").classList.add("recording");
          $("record-label").textContent = "Stop";
          $("hint").textContent = "Recording. Speak as you would to an interviewer.";
        }

        async function endRecording(blob) {
          const ms = $("clock").textContent;
          stopTake = null;
          $("record").classList.remove("recording");
          $("hint").textContent = hint;
          say("");
          showTake(blob, null, "Your take, " + ms + ". Listen to it, or send it.");
          if (take) await keepTake(blob, null, form());
        }

        /** Takes a file in place of a recording. */
        export async function choose(file) {
          if (!file || isRecording()) return;
          say("");
          wave.clear();
          $("clock").textContent = "0:00";
          showTake(file, file.name, file.name);
          if (take) await keepTake(file, file.name, form());
        }

        /** Shows what was not sent before the page was left. */
        export async function restore() {
          const row = await unsent();
          if (!row || take || isRecording()) return;
          for (const name of fields) if (row.form[name]) $(name).value = row.form[name];
          showTake(row.blob, row.name, row.interrupted ? "A recording that was interrupted. What there is of it is here." : row.name || "A recording you have not sent yet.");
        }
        """#
}
