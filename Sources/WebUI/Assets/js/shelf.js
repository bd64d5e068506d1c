// Takes that were recorded and not yet accepted by the service, in the browser's own database, each under the tab that made it: the
// finished take, where it is being sent, and the pieces of one that is being recorded as they come, so that a closed tab or a crash loses a
// quarter of a second. What a tab left behind is found by the next one.
// Everything here answers null instead of throwing: a browser that keeps nothing can still record and send.

import { remember, remembered } from "./dom.js";

const tabKey = "debrief.tab";
const lockOf = (tab) => "debrief-take-" + tab;
const stores = ["takes", "forms", "uploads", "pieces"];

let owned = null;
let last = Promise.resolve();

function hold(name, options) {
  return new Promise((resolve) => {
    const forever = new Promise(() => {});
    navigator.locks.request(name, options, (lock) => { resolve(Boolean(lock)); return lock ? forever : undefined; }).catch(() => resolve(false));
  });
}

/** The name of this tab. A reloaded page keeps it; the copy of a tab, which has the same, gets another. */
function own() {
  owned ??= (async () => {
    const known = remembered(tabKey, "sessionStorage");
    if (!navigator.locks) return known || "only";
    if (known && (await hold(lockOf(known), { signal: AbortSignal.timeout(1500) }))) return known;
    const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    await hold(lockOf(tab), { ifAvailable: true });
    remember(tabKey, tab, "sessionStorage");
    return tab;
  })();
  return owned;
}

/** Takes over the take of the database of version 2, which had one for all tabs. */
function upgrade({ result: database, transaction }, oldVersion) {
  for (const name of stores.slice(0, 3)) if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
  if (oldVersion < 3 && database.objectStoreNames.contains("pieces")) database.deleteObjectStore("pieces");
  if (!database.objectStoreNames.contains("pieces")) database.createObjectStore("pieces", { autoIncrement: true }).createIndex("tab", "tab");
  if (!database.objectStoreNames.contains("take")) return;
  transaction.objectStore("take").get("take").onsuccess = ({ target }) => {
    if (target.result) transaction.objectStore("takes").put({ ...target.result, at: Date.now() }, "before");
    database.deleteObjectStore("take");
  };
}

function open() {
  return new Promise((resolve) => {
    let opening;
    try { opening = indexedDB.open("debrief", 3); } catch { resolve(null); return; }
    opening.onupgradeneeded = (event) => upgrade(opening, event.oldVersion);
    opening.onerror = opening.onblocked = () => resolve(null);
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
  });
}

/** Runs `use(stores, tab)` in one transaction, one after the other, and answers the results of the requests it returns, or null. */
const shelf = (mode, use) => (last = last.then(() => transact(mode, use)).catch(() => null));

async function transact(mode, use) {
  const tab = await own(), database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    const transaction = database.transaction(stores, mode);
    const all = Object.fromEntries(stores.map((name) => [name, transaction.objectStore(name)]));
    const requests = use(all, tab) || [];
    transaction.oncomplete = () => { database.close(); resolve(requests.map((request) => request.result)); };
    transaction.onerror = transaction.onabort = () => { database.close(); resolve(null); };
  });
}

function clearPieces(pieces, tab) {
  pieces.index("tab").openKeyCursor(IDBKeyRange.only(tab)).onsuccess = ({ target }) => {
    if (target.result) { pieces.delete(target.result.primaryKey); target.result.continue(); }
  };
}

function clear({ takes, forms, uploads, pieces }, tab) {
  for (const store of [takes, forms, uploads]) store.delete(tab);
  clearPieces(pieces, tab);
}

/** Starts a take: what was there is replaced only when the new one has a first piece. */
export const keepPiece = (blob, form, isFirst) =>
  shelf("readwrite", (all, tab) => {
    if (isFirst) { clear(all, tab); all.forms.put({ form, at: Date.now() }, tab); }
    all.pieces.add({ tab, blob });
  });

/** Keeps a finished take with the form around it; answers whether it is kept. Where it is being sent stays as it was. */
export const keepTake = async (blob, name, form) =>
  (await shelf("readwrite", (all, tab) => {
    all.forms.delete(tab);
    clearPieces(all.pieces, tab);
    all.takes.put({ blob, name, form, at: Date.now() }, tab);
  })) !== null;

/** Keeps where the take is being sent: `{ url, isAsked }`, or null. */
export const keepUpload = (upload) => shelf("readwrite", ({ uploads }, tab) => { uploads.put(upload, tab); });

/** Forgets the take of this tab. */
export const clearShelf = () => shelf("readwrite", (all, tab) => clear(all, tab));

/** What a tab did not send: a take, or what there is of one that was interrupted; null for nothing. */
function left(take, started, pieces, upload) {
  if (take?.blob?.size) return { ...take, upload, interrupted: false };
  if (!pieces.length) return null;
  const blobs = pieces.map((piece) => piece.blob);
  return { blob: new Blob(blobs, { type: blobs[0].type }), name: null, form: started?.form || {}, at: started?.at, upload, interrupted: true };
}

const read = ({ takes, forms, pieces, uploads }, tab) =>
  [takes.get(tab), forms.get(tab), pieces.index("tab").getAll(IDBKeyRange.only(tab)), uploads.get(tab)];

/** What this tab did not send. */
export async function unsent() {
  const found = await shelf("readonly", read);
  return found && left(...found);
}

/** Tabs that are closed and left a take behind. */
export async function leftBehind() {
  if (!navigator.locks?.query) return [];
  const found = await shelf("readonly", ({ takes, forms }) => [takes.getAllKeys(), forms.getAllKeys()]);
  const mine = await own(), held = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
  const gone = [...new Set((found || []).flat())].filter((tab) => tab !== mine && !held.has(lockOf(tab)));
  const rows = await Promise.all(gone.map(async (tab) => {
    const row = await shelf("readonly", (all) => read(all, tab));
    return { tab, row: row && left(...row) };
  }));
  return rows.filter((one) => one.row);
}

/** Makes the take of another tab this tab's. */
export async function adopt({ tab, row }) {
  await shelf("readwrite", (all, mine) => {
    clear(all, tab);
    all.takes.put({ blob: row.blob, name: row.name, form: row.form, at: row.at }, mine);
    all.uploads.put(row.upload ?? null, mine);
  });
}

/** Forgets the take of another tab. */
export const drop = (tab) => shelf("readwrite", (all) => clear(all, tab));
