extension PageScript {
    /// `live.js`: whether a take is sent while it is recorded: the speaker says so, and the page keeps to it.
    static let live = #"""
        import { $ } from "./dom.js";

        const key = "debrief.live";
        const isOwnMachine = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

        function remembered() {
          try { return localStorage.getItem(key); } catch { return null; }
        }

        function explain() {
          $("live-note").textContent = $("live").checked
            ? "It goes to the service as you speak, so that the debrief comes sooner. It becomes an answer only when you press “Get my debrief”; “Discard” deletes it there too, and left alone it expires."
            : "Nothing leaves this device until you press “Get my debrief”.";
        }

        export const isLive = () => $("live").checked;

        /** Whether what the browser records is taken as it is; the rest is converted when it is whole. */
        export const isStreamable = (type) => /webm|ogg/.test(type) || /mp4.*opus/.test(type);

        /** Calls `off` when the speaker wants nothing sent any more. Without a word a service on this machine may be sent to, another may not. */
        export function watchLive(off) {
          const said = remembered();
          $("live").checked = said ? said === "yes" : isOwnMachine;
          explain();
          $("live").onchange = () => {
            try { localStorage.setItem(key, isLive() ? "yes" : "no"); } catch { /* For this visit, then. */ }
            explain();
            if (!isLive()) off();
          };
        }
        """#
}
