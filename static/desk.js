// The desk asks every ten seconds and draws anew only what has changed; it keeps the evacuation list for when there is no network.
(function () {
  "use strict";
  const form = document.getElementById("verbs"), KEPT = "foyer.evacuation", EVERY = 10000, KEEP = 60000;
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
  if (!form) return;
  const desk = document.getElementById("desk"), found = document.getElementById("desk-found"), lost = document.getElementById("desk-lost"), search = document.querySelector("[data-find]"), box = search.elements.q;
  let heard = Date.now(), turn = 0, asked = box.value.trim();

  async function ask(address, sure) {
    const answer = await fetch(address, { headers: { "X-Requested-With": "desk" }, cache: "no-store" });
    if (answer.redirected || answer.status === 401) {
      if (!sure) { await new Promise((go) => setTimeout(go, 2000)); return ask(address, true); } // another tab may just have got another cookie
      forget();
      location.reload();
      throw new Error("signed out");
    }
    if (!answer.ok) throw new Error(String(answer.status));
    heard = Date.now();
    return answer;
  }
  function forget() { try { localStorage.removeItem(KEPT); } catch (refused) { /* storage may be off */ } }

  // What somebody is about to press stays under their finger, and what they opened stays open.
  function draw(html) {
    const open = [...desk.querySelectorAll("details[data-keep][open]")].map((each) => each.dataset.keep);
    const held = document.activeElement && desk.contains(document.activeElement) ? document.activeElement.getAttribute("formaction") || document.activeElement.getAttribute("href") : null;
    desk.innerHTML = html;
    open.forEach((name) => { const each = desk.querySelector(`details[data-keep="${name}"]`); if (each) each.open = true; });
    if (held) [...desk.querySelectorAll("[formaction], a[href]")].find((each) => (each.getAttribute("formaction") || each.getAttribute("href")) === held)?.focus({ preventScroll: true });
  }
  async function look() {
    try {
      const now = await (await ask(form.dataset.state)).json();
      form.elements.csrf_token.value = now.csrf;
      if (now.version !== form.dataset.version && !document.querySelector(".modal.show")) {
        draw(now.html);
        form.dataset.version = now.version;
        if (asked) find();
      }
    } catch (away) { /* said below, when it lasts */ }
    lost.hidden = Date.now() - heard < 3 * EVERY;
  }
  async function keep() {
    try {
      const list = await (await ask(form.dataset.kept)).text();
      localStorage.setItem(KEPT, list);
      form.dataset.keptAt = String(Date.now());
    } catch (away) { /* the one from before stays, and says how old it is */ }
  }
  async function find() {
    const mine = ++turn, text = box.value.trim();
    asked = text;
    if (text.length < 2) { found.replaceChildren(); return; }
    try {
      const html = await (await ask(search.dataset.find + "&q=" + encodeURIComponent(text))).text();
      if (mine === turn) found.innerHTML = html;
    } catch (away) { /* the line above says it */ }
  }
  let wait = 0;
  box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(find, 150); });
  search.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(wait); find(); });
  document.querySelectorAll("[data-focus]").forEach((button) => button.addEventListener("click", (event) => { event.preventDefault(); box.focus(); box.select(); }));
  addEventListener("offline", () => { lost.hidden = false; });
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(look, EVERY);
  keep();
  setInterval(keep, KEEP);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(form.dataset.worker, { scope: "/desk/" }).catch(() => { /* a browser that allows none has the paper */ });
})();
