// Keeps the page of the recorder and its files, so that it opens without a connection. Answers and recordings are never kept here: takes
// that are not sent are in the browser's database.

const shell = [
  "/assets/css/debrief.css", "/assets/fonts/inter-regular.woff2", "/assets/fonts/inter-semibold.woff2", "/assets/icons/mark.svg",
  "/assets/js/home.js", "/assets/js/desk.js", "/assets/js/dom.js", "/assets/js/shell.js", "/assets/js/take.js", "/assets/js/asking.js", "/assets/js/form.js",
  "/assets/js/forget.js", "/assets/js/tabs.js", "/assets/js/tus.js", "/assets/js/words.js", "/assets/js/typed.js", "/assets/js/convert.js", "/assets/js/growing.js",
  "/assets/js/live.js", "/assets/js/pace.js", "/assets/js/recorder.js", "/assets/js/sending.js", "/assets/js/setup.js", "/assets/js/shelf.js", "/assets/js/sniff.js",
  "/assets/js/sound.js", "/assets/js/wave.js",
];
const pages = ["/offline", "/recorder"];
const cacheName = "debrief:" + shell[4];

/** The shell, and the texts that the recorder's page names: they are those of the reader's language. */
async function keep() {
  const cache = await caches.open(cacheName);
  await cache.addAll([...shell, ...pages]);
  const page = await (await cache.match("/recorder")).text();
  await cache.addAll(page.match(/\/assets\/[0-9a-f]{16}\/js\/words-\w+\.js/g) || []);
}

/** The language of the pages that are kept. */
async function keptLanguage() {
  const page = await caches.match("/recorder");
  return page ? (await page.text()).match(/<html lang="(\w+)"/)?.[1] : null;
}

// A page says its language when it is opened. Pages that are kept in another one are fetched anew.
self.addEventListener("message", (event) => {
  const wanted = event.data?.language;
  event.waitUntil(keptLanguage().then((kept) => (wanted && kept && kept !== wanted ? keep() : null)).catch(() => { /* The next page tries again. */ }));
});

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(pathname === "/" ? "/recorder" : "/offline")) || Response.error()));
  } else if (pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
