// The page beside the patient, loaded again without network: a static page of ours takes its place.
// Only what is named in SHELL is ever kept, and nothing of it is about a patient. Answers of the server are never kept.

const KEPT = `leeward-away-${VERSION}`;
const AWAY = SHELL[0];
const WAIT_MS = 4000;
const AWAY_FOR_MS = 10000;
const UNREACHED = [502, 503, 504];
let awayUntil = 0;

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("leeward-away-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

const kept = async (address) => (await caches.open(KEPT)).match(address);

async function page(request) {
  try {
    const answered = await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (!UNREACHED.includes(answered.status)) return answered;
  } catch { /* no network */ }
  awayUntil = Date.now() + AWAY_FOR_MS;
  return kept(AWAY);
}

async function part(request) {
  if (Date.now() > awayUntil) {
    try {
      return await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
    } catch { /* no network */ }
  }
  return (await kept(request.url)) ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== "GET" || address.origin !== scope.origin) return;
  if (request.mode === "navigate" && address.pathname === scope.pathname) event.respondWith(page(request));
  else if (SHELL.includes(address.pathname)) event.respondWith(part(request));
});
