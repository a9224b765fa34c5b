// What a phone keeps of the portal for when there is no network, of nobody but who is signed in; foyer.js throws it away when they are not.
(function () {
  "use strict";
  const me = document.currentScript.dataset, NAME = "my-kept", ENOUGH = 3600 * 1000;
  if (!("serviceWorker" in navigator) || !window.caches) return;
  async function keep() {
    const store = await caches.open(NAME), found = await store.match(me.kept), known = found ? await found.json() : null;
    const old = known && known.person === me.person ? known : null;
    if (known && !old) await store.delete(me.kept);
    const codes = old && old.codes.length && old.codes.at(-1)[0] + old.skew > Date.now() + ENOUGH ? old.codes : null;
    const answer = await fetch(me.kept + (codes ? "" : "?codes=yes"), { redirect: "error" });
    if (!answer.ok) return;
    const told = await answer.json();
    if (told.person !== me.person) return;
    await store.put(me.kept, new Response(JSON.stringify({ codes, ...told, skew: Date.now() - told.at })));
    document.documentElement.dataset.kept = "yes";
  }
  navigator.serviceWorker.register(me.worker, { scope: "/my/" }).then(keep).catch(() => { /* a browser that allows none has its pages with a network */ });
})();
