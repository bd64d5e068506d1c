extension PageScript {
    /// `shelf.js`: what was recorded and not yet accepted, in the browser's database.
    static let shelf = #"""
        // The shelf keeps what was recorded and not yet accepted by the service in the browser's own database: the finished take
        // under "take", where it is being sent under "upload", and the pieces of one that is being recorded as they come, so that a
        // closed tab or a crash loses a quarter of a second.
        // Everything here answers null instead of throwing: a browser that keeps nothing can still record and send.

        let owned = null;
        let last = Promise.resolve();

        /** Whether this tab may use the shelf. One tab does at a time; a reloaded page takes over from itself. */
        function own() {
          owned ??= new Promise((resolve) => {
            if (!navigator.locks) { resolve(true); return; }
            const forever = new Promise(() => {});
            navigator.locks
              .request("debrief-shelf", { signal: AbortSignal.timeout(1500) }, () => { resolve(true); return forever; })
              .catch(() => resolve(false));
          });
          return owned;
        }

        function open() {
          return new Promise((resolve) => {
            let opening;
            try { opening = indexedDB.open("debrief", 2); } catch { resolve(null); return; }
            opening.onupgradeneeded = () => {
              const database = opening.result;
              for (const old of database.objectStoreNames) database.deleteObjectStore(old);
              database.createObjectStore("take");
              database.createObjectStore("pieces", { autoIncrement: true });
            };
            opening.onerror = opening.onblocked = () => resolve(null);
            opening.onsuccess = () => {
              opening.result.onversionchange = () => opening.result.close();
              resolve(opening.result);
            };
          });
        }

        /** Runs `use` in one transaction, one after the other, and answers the results of the requests it returns, or null. */
        const shelf = (mode, use) => (last = last.then(() => transact(mode, use)).catch(() => null));

        async function transact(mode, use) {
          if (!(await own())) return null;
          const database = await open();
          if (!database) return null;
          return new Promise((resolve) => {
            const transaction = database.transaction(["take", "pieces"], mode);
            const requests = use(transaction.objectStore("take"), transaction.objectStore("pieces")) || [];
            transaction.oncomplete = () => { database.close(); resolve(requests.map((request) => request.result)); };
            transaction.onerror = transaction.onabort = () => { database.close(); resolve(null); };
          });
        }

        /** Starts a take: what was there is replaced only when the new one has a first piece. */
        export const keepPiece = (blob, form, isFirst) =>
          shelf("readwrite", (take, pieces) => {
            if (isFirst) { take.clear(); pieces.clear(); take.put(form, "form"); }
            pieces.add(blob);
          });

        /** Keeps a finished take with the form around it; answers whether it is kept. Where it is being sent stays as it was. */
        export const keepTake = async (blob, name, form) =>
          (await shelf("readwrite", (take, pieces) => {
            take.delete("form"); pieces.clear();
            take.put({ blob, name, form }, "take");
          })) !== null;

        /** Keeps where the take is being sent: `{ url, isAsked }`, or null. */
        export const keepUpload = (upload) => shelf("readwrite", (take) => { take.put(upload, "upload"); });

        /** Forgets everything. */
        export const clearShelf = () => shelf("readwrite", (take, pieces) => { take.clear(); pieces.clear(); });

        /** What was not sent: a take, or what there is of one that was interrupted. */
        export async function unsent() {
          const found = await shelf("readonly", (take, pieces) => [take.get("take"), take.get("form"), pieces.getAll(), take.get("upload")]);
          if (!found) return null;
          const [take, form, pieces, upload] = found;
          if (take && take.blob && take.blob.size) return { ...take, upload, interrupted: false };
          if (!pieces.length) return null;
          return { blob: new Blob(pieces, { type: pieces[0].type }), name: null, form: form || {}, upload, interrupted: true };
        }
        """#
}
