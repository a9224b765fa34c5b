// Looks after /kiosk/ on a tablet: pages from the house while it answers, and from the tablet's cache while it does not.
const NAME = "kiosk-1", PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says what it is made of. What it is made of no more goes.
self.addEventListener("message", (event) => {
  if (!event.data || !Array.isArray(event.data.keep)) return;
  event.waitUntil((async () => {
    const cache = await caches.open(NAME), wanted = event.data.keep.map((each) => new URL(each, self.location).href);
    let passing = false;
    await Promise.allSettled(wanted.map(async (each) => {
      const known = each.includes("?v=") && (await cache.match(each, { ignoreVary: true }));
      if (known && !isPassing(known)) return;
      const answer = await fetch(each);
      if (!answer.ok) return;
      passing ||= each.includes("?v=") && isPassing(answer);
      await cache.put(each, answer);
    }));
    if (passing && event.source) event.source.postMessage({ passing });
    for (const old of await cache.keys()) if (!wanted.includes(old.url)) await cache.delete(old);
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(request));
});

// From a node that has another file under this name, while the house is brought up to date: better than none, and not for good.
function isPassing(answer) { return (answer.headers.get("Cache-Control") || "").includes("no-cache"); }

async function page(request) {
  const cache = await caches.open(NAME), kept = () => cache.match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) return answer;
    return (await kept()) || answer;
  } catch (none) {
    const found = await kept();
    if (found) return found;
    throw none;
  }
}

async function asset(request) {
  const cache = await caches.open(NAME), kept = await cache.match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  if (!isPassing(kept)) return kept;
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (none) {
    return kept;
  }
}
