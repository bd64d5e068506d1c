extension PageScript {
    /// `take.js`: the take: recorded or chosen, listened to, kept, sent, dropped.
    static let take = #"""
        import { $, clock, say } from "./dom.js";
        import { readable } from "./convert.js";
        import { forgetUpload } from "./forget.js";
        import { Growing } from "./growing.js";
        import { isLive, isStreamable, watchLive } from "./live.js";
        import { startTake } from "./recorder.js";
        import { Sending } from "./sending.js";
        import { clearShelf, keepPiece, keepTake, keepUpload, unsent } from "./shelf.js";
        import { load } from "./sound.js";
        import { Refused } from "./tus.js";
        import { Wave } from "./wave.js";

        export const fields = ["question", "role", "level", "candidate", "keywords", "idealAnswer", "resume", "jobDescription"];

        const hint = $("hint").textContent;
        const wave = new Wave($("wave"));
        let take = null;       // { blob, name, sending, upload }: what "Get my debrief" sends; a take from the microphone has no name
        let recording = null;  // { stop, growing, sending, refusal } while a take is being recorded

        export const formNow = () => Object.fromEntries(fields.map((name) => [name, $(name).value]));
        export const currentTake = () => take;
        export const isRecording = () => recording !== null;
        export const stopRecording = () => recording?.stop();

        /** Puts the take on the shelf once more, with the form as it is now; answers whether it is kept. */
        export const keepCurrent = () => keepTake(take.blob, take.name, formNow());

        /** The take's way to the service: the one it began while it was recorded or before a reload, or a new one. */
        export async function sendingOf(one) {
          one.sending ??= new Sending(Growing.of(await readable(one.blob)), one.upload, keepUpload);
          return one.sending;
        }

        /** What the service was sent of a take is deleted there. */
        async function withdraw(one) {
          if (!one) return;
          const { sending, upload } = one;
          one.sending = one.upload = null;
          if (sending) await sending.abandon();
          else if (upload) await forgetUpload(upload.url, upload.isAsked);
        }

        function showTake(blob, name, text, way = {}) {
          take = blob.size ? { blob, name, ...way } : null;
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

        /** Forgets the take, here, on the shelf, and unless an answer was made of it on the service. */
        export async function dropTake({ isAnswered = false } = {}) {
          const dropped = take;
          take = null;
          $("take").hidden = true;
          $("playback").removeAttribute("src");
          $("record-label").textContent = "Record";
          $("clock").textContent = "0:00";
          $("file").value = "";
          wave.clear();
          await clearShelf();
          if (!isAnswered) withdraw(dropped);
        }

        function sayHow(ms, loudest) {
          if (recording?.refusal) say(recording.refusal.message, { bad: true, code: recording.refusal.code });
          else if (ms > 4000 && loudest < 0.002) say("Nothing can be heard yet. Is the right microphone chosen, and switched on?", { bad: true });
          else if (!recording || ms < 120_000) say("");
          else say("Two minutes. Come to your result.");
        }

        /** What was recorded is sent once it is kept, so that a page that is loaded anew never has less than the service. */
        async function addPiece(to, blob, isFirst) {
          if (isFirst) withdraw(take);
          await keepPiece(blob, formNow(), isFirst);
          to.growing.add(blob);
        }

        function sendLive(to) {
          to.sending = new Sending(to.growing, {}, keepUpload);
          // A connection that is lost is not the speaker's business now; a recording that cannot be used is.
          to.sending.start().catch((error) => {
            if (!(error instanceof Refused) || !error.recordingAtFault) return;
            to.refusal = error;
            withdraw(to);
          });
        }

        /** Opens the microphone and records until it is stopped. */
        export async function startRecording() {
          const now = { growing: new Growing(), sending: null, refusal: null };
          let loudest = 0;
          $("record").disabled = true;
          say("");
          try {
            const started = await startTake({
              piece: (blob, isFirst) => addPiece(now, blob, isFirst),
              level: (level) => { loudest = Math.max(loudest, level); wave.add(level); },
              time: (ms) => { $("clock").textContent = clock(ms); sayHow(ms, loudest); },
              end: (blob) => endRecording(now, blob),
            });
            now.stop = started.stop;
            recording = now;
            if (isLive() && isStreamable(started.type)) sendLive(now);
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

        async function endRecording(ended, blob) {
          const ms = $("clock").textContent;
          recording = null;
          $("record").classList.remove("recording");
          $("hint").textContent = hint;
          say("");
          showTake(blob, null, "Your take, " + ms + ". Listen to it, or send it.", { sending: ended.sending });
          if (ended.refusal) say(ended.refusal.message, { bad: true, code: ended.refusal.code });
          if (!take) { withdraw(ended); return; }
          await keepTake(blob, null, formNow());
          ended.growing.end(blob);
          ended.sending?.wake();
        }

        /** Takes a file in place of a recording. */
        export async function choose(file) {
          if (!file || isRecording()) return;
          say("");
          withdraw(take);
          keepUpload(null);
          wave.clear();
          $("clock").textContent = "0:00";
          showTake(file, file.name, file.name);
          if (take) await keepTake(file, file.name, formNow());
        }

        /** Shows what was not sent before the page was left. */
        export async function restore() {
          const row = await unsent();
          if (!row || take || isRecording()) return;
          for (const name of fields) if (row.form[name]) $(name).value = row.form[name];
          const what = row.interrupted ? "A recording that was interrupted. What there is of it is here." : row.name || "A recording you have not sent yet.";
          showTake(row.blob, row.name, what, { upload: row.upload || undefined });
        }

        watchLive(() => { withdraw(recording); withdraw(take); keepUpload(null); });
        """#
}
