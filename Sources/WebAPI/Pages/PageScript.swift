/// The script of the recorder page. A recording is kept in the browser's own database until the service has accepted it, so
/// that neither a lost connection nor a closed tab loses it. Text from the service reaches the page as text nodes only.
package enum PageScript {
    /// The script.
    package static let text = #"""
        "use strict";
        const $ = (id) => document.getElementById(id);
        const make = (tag, text, cls) => { const e = document.createElement(tag); if (text != null) e.textContent = text; if (cls) e.className = cls; return e; };
        const clock = (ms) => { const s = Math.floor(ms / 1000); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };
        const stages = ["upload", "decode", "transcribe", "analyze", "evaluate", "report"];
        const fields = ["question", "role", "level", "candidate", "keywords"];
        let recorder = null, pieces = [], blob = null, blobName = null, startedAt = 0, ticker = 0, meter = null, current = null;

        function say(text, bad) { $("message").textContent = text || ""; $("message").className = bad ? "bad" : ""; }

        // The unsent recording survives reloads: one row in IndexedDB.
        function shelf(mode, use) {
          return new Promise((resolve) => {
            let open; try { open = indexedDB.open("debrief", 1); } catch { resolve(null); return; }
            open.onupgradeneeded = () => open.result.createObjectStore("unsent");
            open.onerror = () => resolve(null);
            open.onsuccess = () => {
              const db = open.result, row = use(db.transaction("unsent", mode).objectStore("unsent"));
              row.onsuccess = () => { resolve(row.result); db.close(); }; row.onerror = () => { resolve(null); db.close(); };
            };
          });
        }
        const keepUnsent = () => shelf("readwrite", (s) => s.put({ blob, blobName, form: Object.fromEntries(fields.map((f) => [f, $(f).value])) }, "last"));
        const dropUnsent = () => shelf("readwrite", (s) => s.delete("last"));

        function mediaType() {
          const wanted = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=opus"];
          return (window.MediaRecorder && wanted.find((t) => MediaRecorder.isTypeSupported(t))) || "";
        }

        async function startRecording() {
          if (!navigator.mediaDevices || !window.MediaRecorder) { say("This browser cannot record here. Choose a file instead, or open the page over https or on localhost.", true); return; }
          let stream;
          try { stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } }); }
          catch (error) { say("No microphone: " + (error && error.message || "permission refused") + ". You can choose a file instead.", true); return; }
          const type = mediaType();
          recorder = new MediaRecorder(stream, type ? { mimeType: type } : undefined);
          pieces = [];
          recorder.ondataavailable = (event) => { if (event.data.size) pieces.push(event.data); };
          recorder.onstop = async () => {
            stream.getTracks().forEach((t) => t.stop()); stopMeter(); clearInterval(ticker);
            $("record").classList.remove("recording"); $("record-label").textContent = "Record again";
            choose(new Blob(pieces, { type: recorder.mimeType || type }), null);
            recorder = null;
            await keepUnsent();
          };
          recorder.start(250);
          startMeter(stream);
          startedAt = performance.now();
          ticker = setInterval(() => { $("clock").textContent = clock(performance.now() - startedAt); }, 200);
          $("record").classList.add("recording"); $("record-label").textContent = "Stop"; $("send").disabled = true; say("");
        }

        function startMeter(stream) {
          try {
            const context = new AudioContext(), source = context.createMediaStreamSource(stream), analyser = context.createAnalyser();
            analyser.fftSize = 1024; source.connect(analyser);
            const data = new Float32Array(analyser.fftSize);
            const draw = () => {
              if (!meter) return;
              analyser.getFloatTimeDomainData(data);
              let sum = 0; for (const x of data) sum += x * x;
              $("level-meter").value = Math.min(1, Math.sqrt(sum / data.length) * 6);
              meter.frame = requestAnimationFrame(draw);
            };
            meter = { context }; draw();
          } catch { meter = null; }
        }
        function stopMeter() { if (meter) { cancelAnimationFrame(meter.frame); meter.context.close(); meter = null; } $("level-meter").value = 0; }

        function choose(chosen, name) {
          blob = chosen; blobName = name;
          $("playback").src = URL.createObjectURL(chosen); $("playback").hidden = false;
          $("chosen").hidden = !name; $("chosen").textContent = name || "";
          $("send").disabled = chosen.size === 0;
          say(chosen.size === 0 ? "Nothing was recorded. Is the microphone muted?" : "Listen to it, or send it.", chosen.size === 0);
        }

        function upload(form) {
          return new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            request.open("POST", "/v1/answers"); request.responseType = "json"; request.timeout = 600000;
            request.upload.onprogress = (e) => { if (e.lengthComputable) $("upload-bar").value = e.loaded / e.total; };
            request.onload = () => resolve({ status: request.status, body: request.response });
            request.onerror = request.ontimeout = () => reject(new Error("connection"));
            request.send(form);
          });
        }

        async function send() {
          $("send").disabled = true; $("record").disabled = true; $("result").hidden = true; $("progress").hidden = false; show("upload", "running"); say("");
          await keepUnsent();
          const form = new FormData();
          for (const f of fields) if ($(f).value.trim()) form.append(f, $(f).value.trim());
          if ($("transcript").files[0]) form.append("transcript", $("transcript").files[0]);
          form.append("audio", blob, "answer");
          for (let attempt = 0; ; attempt++) {
            try {
              const reply = await upload(form);
              if (reply.status === 202 || reply.status === 200) { await dropUnsent(); await follow(reply.body.id); return; }
              if (reply.status < 500) { end((reply.body && reply.body.detail) || "The service refused the recording (" + reply.status + ").", true); return; }
              throw new Error("server");
            } catch {
              const wait = Math.min(30, 2 ** attempt);
              say("No connection. Your recording is safe in this browser; trying again in " + wait + " s.", true);
              await new Promise((done) => { const t = setTimeout(done, wait * 1000); window.addEventListener("online", () => { clearTimeout(t); done(); }, { once: true }); });
            }
          }
        }

        function show(stage, status) {
          const at = stages.indexOf(stage);
          for (const li of document.querySelectorAll("#stages li")) {
            const i = stages.indexOf(li.dataset.stage);
            li.className = status === "done" || i < at ? "done" : i === at ? "now" : "";
          }
        }

        async function follow(id) {
          history.replaceState(null, "", "#" + id);
          for (let failures = 0; ;) {
            try {
              const reply = await fetch("/v1/answers/" + id, { cache: "no-store" });
              const answer = await reply.json();
              if (!reply.ok) { end(answer.detail || "This answer is no longer here.", true); return; }
              failures = 0; $("upload-bar").value = 1; show(answer.stage, answer.status);
              if (answer.status === "done") { end(""); render(answer); return; }
              if (answer.status === "failed") { end((answer.problem && answer.problem.detail) || "The answer could not be processed.", true); return; }
            } catch { if (++failures > 2) say("Waiting for the connection to come back…"); }
            await new Promise((done) => setTimeout(done, failures ? 2000 : 400));
          }
        }

        function end(text, bad) { $("progress").hidden = true; $("send").disabled = !blob; $("record").disabled = false; say(text, bad); }

        function play(ms) { const a = $("answer-audio"); a.currentTime = Math.max(0, ms / 1000 - 0.2); a.play(); }
        function timeButton(ms) { const b = make("button", clock(ms), "time"); b.type = "button"; b.onclick = () => play(ms); return b; }
        function tile(value, label) { const t = make("div", null, "tile"); t.append(make("b", value), make("span", label)); $("tiles").append(t); }

        function render(a) {
          current = a.id;
          const base = "/v1/answers/" + a.id, e = a.evaluation || {}, d = a.delivery || {};
          $("pdf").href = base + "/report.pdf"; $("json").href = base; $("vtt").href = base + "/transcript.vtt"; $("vtt").hidden = !a.transcript || a.transcript.wordTimes === "none" || !a.transcript.words.length;
          $("answer-audio").src = base + "/audio";
          for (const id of ["verdict", "tiles", "findings", "heard", "criteria", "notes"]) $(id).replaceChildren();
          if (e.score != null) {
            const r = e.range && e.range[0] !== e.range[1] ? " (" + Math.round(e.range[0]) + "–" + Math.round(e.range[1]) + ")" : "";
            $("verdict").append(make("div", Math.round(e.score) + " of 100" + r, "score"), make("div", "Judged by " + e.engine + (e.model ? ", " + e.model : "") + ".", "why"));
          } else $("verdict").append(make("div", "No content score", "score"), make("div", e.abstained || "The content was not judged.", "why"));
          if (d.wordsPerMinute != null) tile(Math.round(d.wordsPerMinute), "words per minute (120–170 is usual)");
          if (d.fillers) tile((d.fillers.reliability === "lowerBound" ? "≥ " : "") + d.fillers.total, "fillers" + (d.fillers.perMinute != null ? ", " + d.fillers.perMinute.toFixed(1) + " a minute" : ""));
          if (d.pauses) tile(d.pauses.count, "pauses, " + d.pauses.longCount + " of 1 s or more");
          if (a.recording) tile(clock(a.recording.durationMs), "recorded");
          if (a.quality) tile(a.quality.verdict, "audio quality");
          if (e.nextDrill) {
            const box = make("div", null, "drill"); box.append(make("h3", "Practise next: " + e.nextDrill.title), make("p", e.nextDrill.reason));
            const list = make("ol"); for (const s of e.nextDrill.steps) list.append(make("li", s)); box.append(list); $("findings").append(box);
          }
          for (const [title, remarks] of [["Keep", e.strengths], ["Change", e.improvements]]) {
            if (!remarks || !remarks.length) continue;
            const list = make("ul");
            for (const r of remarks) { const li = make("li", r.text + " "); quotes(li, r.evidence); list.append(li); }
            $("findings").append(make("h3", title), list);
          }
          heard(a);
          for (const c of e.criteria || []) {
            const table = make("table");
            for (const i of c.items) { const tr = make("tr"), td = make("td", i.text + (i.comment ? " – " + i.comment : "")); quotes(td, i.evidence); tr.append(make("td", i.met), td); table.append(tr); }
            $("criteria").append(make("h3", c.title + (c.score != null ? ": " + Math.round(c.score) : "")), table);
          }
          const notes = [...(a.notes || []), ...(e.notes || []), ...((a.quality && a.quality.issues) || []).map((i) => i.detail), ...(d.notes || [])];
          for (const n of new Set(notes)) $("notes").append(make("li", n));
          $("result").hidden = false; $("result-title").focus();
        }

        function quotes(parent, evidence) {
          for (const q of evidence || []) { const b = make("blockquote", "“" + q.quote + "” "); if (q.startMs != null) b.append(timeButton(q.startMs)); parent.append(b); }
        }

        // Words with times become buttons; a filler found by range is marked, whatever its words are.
        function heard(a) {
          const t = a.transcript, out = $("heard");
          $("heard-note").textContent = !t || !t.text ? "No words were recognised." : t.accuracy === "low" ? "Low accuracy: the offline recogniser wrote this. Set transcribe.engine to use a speech-to-text service." : "Engine: " + t.engine + (t.model ? ", " + t.model : "");
          if (!t || !t.text) return;
          const marks = ((a.delivery && a.delivery.fillers.items) || []).filter((i) => i.range);
          let at = 0;
          for (const w of t.words) {
            const from = t.text.indexOf(w.text, at); if (from < 0) continue;
            if (from > at) out.append(t.text.slice(at, from));
            const isFiller = marks.some((m) => m.range.start < from + w.text.length && from < m.range.end);
            let node = isFiller ? make("mark", w.text) : document.createTextNode(w.text);
            if (w.startMs != null) { const b = make("button", null, "word"); b.type = "button"; b.title = clock(w.startMs); b.append(node); b.onclick = () => play(w.startMs); node = b; }
            out.append(node); at = from + w.text.length;
          }
          out.append(t.text.slice(at));
        }

        $("record").onclick = () => { if (recorder) recorder.stop(); else startRecording(); };
        $("file").onchange = () => { const f = $("file").files[0]; if (f) choose(f, f.name); };
        $("send").onclick = send;
        $("again").onclick = () => { $("result").hidden = true; history.replaceState(null, "", "/"); $("record").focus(); };
        $("forget").onclick = async () => {
          if (!current || !confirm("Delete the recording and everything made from it?")) return;
          const reply = await fetch("/v1/answers/" + current, { method: "DELETE" });
          if (reply.ok) { $("result").hidden = true; history.replaceState(null, "", "/"); say("Deleted."); } else say("It could not be deleted; try again.", true);
        };
        window.addEventListener("beforeunload", (event) => { if (recorder) event.preventDefault(); });
        (async () => {
          if (location.hash.startsWith("#ans_")) { $("progress").hidden = false; follow(location.hash.slice(1)); return; }
          const row = await shelf("readonly", (s) => s.get("last"));
          if (row && row.blob && row.blob.size) { for (const f of fields) if (row.form[f]) $(f).value = row.form[f]; choose(row.blob, row.blobName || "A recording that was not sent yet"); }
        })();
        """#
}
