extension PageScript {
    /// `recorder.js`: the microphone and the take being recorded.
    static let recorder = #"""
        const longestMs = 3_600_000;
        const pieceMs = 250;
        const wanted = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=opus"];

        /** Why no microphone could be opened, in words that say what to do. */
        function reason(error) {
          switch (error && error.name) {
            case "NotAllowedError": return "The browser may not use the microphone. Allow it for this page in the address bar, then press Record again. Or use a recording from this device.";
            case "NotFoundError": return "No microphone was found. Connect one and press Record again, or use a recording from this device.";
            case "NotReadableError": return "The microphone is in use by another program or switched off. Free it and press Record again.";
            default: return "The microphone could not be opened" + (error && error.message ? " (" + error.message + ")" : "") + ". You can use a recording from this device.";
          }
        }

        async function openMicrophone() {
          if (!navigator.mediaDevices || !window.MediaRecorder) {
            throw new Error("This browser does not record here. Open the page over https or on localhost, or use a recording from this device.");
          }
          try {
            return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
          } catch (error) {
            throw new Error(reason(error));
          }
        }

        /** Calls `level` about sixteen times a second with how loud it is, 0–1. Answers a function that ends it. */
        function watchLevel(stream, level) {
          let context;
          try { context = new AudioContext(); } catch { return () => {}; }
          const analyser = context.createAnalyser();
          analyser.fftSize = 2048;
          context.createMediaStreamSource(stream).connect(analyser);
          const samples = new Float32Array(analyser.fftSize);
          const timer = setInterval(() => {
            analyser.getFloatTimeDomainData(samples);
            let sum = 0;
            for (const sample of samples) sum += sample * sample;
            level(Math.sqrt(sum / samples.length));
          }, 60);
          return () => { clearInterval(timer); context.close(); };
        }

        /**
         * Starts a take. `on.piece(blob, isFirst)` gets each quarter of a second as it comes, `on.level(0–1)` how loud it is, `on.time(ms)`
         * how long it lasts, `on.end(blob)` the whole. Answers its media type and a function that ends it; throws with a sentence for the
         * speaker.
         */
        export async function startTake(on) {
          const stream = await openMicrophone();
          const type = wanted.find((one) => MediaRecorder.isTypeSupported(one));
          const recorder = new MediaRecorder(stream, type ? { mimeType: type } : undefined);
          const pieces = [];
          const started = performance.now();
          const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
          const endLevel = watchLevel(stream, on.level);
          const ticker = setInterval(() => {
            const ms = performance.now() - started;
            on.time(ms);
            if (ms >= longestMs) stop();
          }, 200);
          recorder.ondataavailable = ({ data }) => {
            if (!data.size) return;
            on.piece(data, pieces.length === 0);
            pieces.push(data);
          };
          recorder.onstop = () => {
            clearInterval(ticker);
            endLevel();
            for (const track of stream.getTracks()) track.stop();
            on.end(new Blob(pieces, { type: recorder.mimeType || type || "" }));
          };
          recorder.start(pieceMs);
          return { stop, type: recorder.mimeType || type || "" };
        }
        """#
}
