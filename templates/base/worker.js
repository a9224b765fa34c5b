// Without a network, pages of this folder are answered by one empty page, which shows what the browser's own storage keeps. Nothing else is kept here.
const SHELL = {{ shell | tojson }}, FILES = {{ files | tojson }}, OURS = {{ ours | tojson }}, NAME = OURS + {{ (files | join)[-64:] | tojson }};
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll([SHELL, ...FILES])));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname + new URL(request.url).search;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(SHELL)));
  else if (FILES.includes(path)) event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
});
