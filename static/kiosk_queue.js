// What happens at the door while there is no network: kept with the time and a key of its own, and told once there is one. PINs are never kept.
(function () {
  const { Away, post, key } = Kiosk, NAME = "kiosk-kept", AT_ONCE = 50, EVERY = 15000;
  let telling = false;

  const kept = () => { try { return JSON.parse(localStorage.getItem(NAME)) || []; } catch (none) { return []; } };
  function put(records) {
    try {
      if (records.length) localStorage.setItem(NAME, JSON.stringify(records)); else localStorage.removeItem(NAME);
      return true;
    } catch (full) { return false; }
  }

  // The house knows each record by its key, so that one whose answer was lost may be told again.
  async function tell() {
    if (telling) return;
    telling = true;
    try {
      for (let now = kept(); now.length; now = kept()) {
        const answer = await post("keep", { now: Date.now(), records: now.slice(0, AT_ONCE) });
        const taken = new Set(answer.taken || []);
        if (!taken.size || !put(kept().filter((each) => !taken.has(each.key)))) break;
      }
    } catch (none) {
      if (!(none instanceof Away)) throw none;
    } finally { telling = false; }
  }

  // Tells it now, or keeps it when nobody answers: `null` then, and `false` where no more can be kept. What was kept before goes first.
  Kiosk.tell = async function (what, record) {
    const whole = { kind: what, at: Date.now(), language: Kiosk.box.dataset.language, key: key(), ...record };
    if (kept().length) await tell();
    if (!kept().length) {
      try { return await post(what, whole); } catch (none) { if (!(none instanceof Away)) throw none; }
    }
    delete whole.photo; // a dozen would fill the tablet
    return put([...kept(), whole]) ? null : false;
  };

  document.addEventListener("kiosk-online", tell);
  setInterval(() => { if (kept().length) tell(); }, EVERY);
  tell();

  // The page and all that it needs stay on the tablet, so that it comes up again without a network.
  if ("serviceWorker" in navigator) {
    const needed = [location.pathname, ...Array.from(document.querySelectorAll("link[rel~=stylesheet], link[rel=icon], script[src]"), (each) => each.href || each.src)];
    const drawn = document.querySelector("use");
    const more = [Kiosk.box.dataset.decode, Kiosk.box.dataset.decoder, ...(drawn ? [drawn.getAttribute("href").split("#")[0]] : [])];
    // Something of it came from a node that is not up to date yet: the page is of no version, and comes anew when nobody is at it.
    navigator.serviceWorker.addEventListener("message", (event) => { if (event.data && event.data.passing) Kiosk.box.dataset.version = ""; });
    navigator.serviceWorker.register(Kiosk.box.dataset.worker, { scope: "/kiosk/" }).then(() => navigator.serviceWorker.ready).then((ready) => {
      ready.active.postMessage({ keep: [...needed, ...more] });
    }).catch(() => { /* without TLS there is none: the page that is open goes on all the same */ });
  }
})();
