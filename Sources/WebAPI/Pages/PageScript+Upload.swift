extension PageScript {
    /// `upload.js`: sending, with retries.
    static let upload = #"""
        import { pause } from "./dom.js";

        const tries = 5;
        const mayPass = (reply) => {
          const { status, body } = reply;
          return status >= 500 || status === 408 || status === 429 || Boolean(body && body.code === "request.in_progress");
        };

        /**
         * Names a take by what it says, so that sending it again, even from a page that was closed meanwhile, makes no second answer.
         * Browsers hash only in secure contexts; elsewhere the name holds for this page.
         */
        async function keyOf(form) {
          const id = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
          const parts = [];
          for (const [name, value] of form.entries()) parts.push(name + "=", value, "\n");
          try { return id(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer())); } catch { /* below */ }
          return id(crypto.getRandomValues(new Uint8Array(16)));
        }

        /** The service said no, and why. */
        export class Refused extends Error {
          constructor(detail, code = "") {
            super(detail);
            this.code = code;
          }

          /** Whether the same bytes would be refused again. */
          get recordingAtFault() { return this.code.startsWith("decode.") || this.code === "upload.too_large" || this.code === "upload.empty"; }
        }

        /** One attempt; null when no reply came. XMLHttpRequest, because fetch does not tell how much is sent. */
        function post(form, key, progress, signal) {
          return new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            request.open("POST", "/v1/answers");
            request.setRequestHeader("Idempotency-Key", key);
            request.responseType = "json";
            request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
            request.onload = () => resolve({
              status: request.status, body: request.response, after: Number(request.getResponseHeader("Retry-After")) || 0,
            });
            request.onerror = () => resolve(null);
            request.onabort = () => reject(signal.reason);
            signal.addEventListener("abort", () => request.abort(), { once: true });
            request.send(form);
          });
        }

        async function isUp() {
          try { return (await fetch("/health", { cache: "no-store" })).ok; } catch { return false; }
        }

        /** Waits until `seconds` have passed, the device is online again, or somebody asks to try now. */
        async function wait(seconds, signal, tryNow) {
          const early = new AbortController();
          const go = () => early.abort();
          window.addEventListener("online", go, { once: true });
          tryNow.addEventListener("click", go, { once: true });
          try {
            await pause(1000 * seconds, AbortSignal.any([early.signal, signal]));
          } catch {
            signal.throwIfAborted();
          } finally {
            window.removeEventListener("online", go);
            tryNow.removeEventListener("click", go);
          }
        }

        /**
         * Sends until the service has accepted, and answers what it replied. A connection that is gone is tried for as long as it takes;
         * a service that is there and still fails, a few times. Throws ``Refused`` when it says no.
         */
        export async function upload(form, { progress, waiting, tryNow, signal }) {
          const key = await keyOf(form);
          for (let failures = 0, answered = 0; ; failures++) {
            const reply = await post(form, key, progress, signal);
            signal.throwIfAborted();
            if (reply && reply.status < 300 && reply.body) return reply.body;
            const body = (reply && reply.body) || {};
            if (reply && !mayPass(reply)) {
              throw new Refused(body.detail || "The service refused the recording (" + reply.status + ").", body.code);
            }
            if (reply || (await isUp())) answered += 1;
            if (answered >= tries) {
              throw new Refused(body.detail || "The service breaks the connection off before the recording is sent. It may be too large.", body.code);
            }
            const seconds = Math.max(Math.min(30, 2 ** failures), (reply && reply.after) || 0);
            waiting(seconds, body.detail);
            await wait(seconds, signal, tryNow);
            waiting(0);
          }
        }
        """#
}
