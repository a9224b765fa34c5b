// Nobody is signed out without a warning and a way to stay (WCAG 2.2.1); what somebody wrote stays in the page until they have signed in again.
(() => {
  "use strict";
  const here = document.currentScript.dataset, box = document.getElementById("stay"), left = box.querySelector("[data-stay-left]");
  const WARN = 120_000, LOOK = 5_000, IDLE = here.seconds * 1000, SAY = Math.min(300_000, IDLE / 4), SHARED = "foyer-stay";
  let until = Date.now() + IDLE, said = Date.now(), acted = false, wrote = here.posted === "yes", asking = false, state = "";

  async function ask(way) {
    if (asking) return null;
    asking = true;
    try {
      const answer = await fetch(here.address + way, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
      if (!answer.ok) return null;
      const told = await answer.json();
      if (String(told.person) === here.person) { until = Date.now() + told.seconds * 1000; share(); }
      return told;
    } catch { return null; } finally { asking = false; } // no network, no answer: the next look asks again
  }
  function share() { // other tabs of this browser are as signed in as this one
    try { localStorage.setItem(SHARED, JSON.stringify({ person: here.person, until })); } catch { /* a browser that keeps nothing */ }
  }
  function show(wanted) {
    if (state === wanted) return;
    state = wanted;
    for (const part of box.querySelectorAll("[data-stay]")) part.hidden = part.dataset.stay !== wanted;
    box.setAttribute("aria-labelledby", `stay-${wanted}`);
    box.setAttribute("aria-describedby", `stay-${wanted}-why`);
    box.classList.toggle("stay-over", wanted === "over" || wanted === "other");
    if (!wanted) box.close();
    else if (!box.open) box.showModal();
    box.querySelector("[data-stay]:not([hidden]) .btn")?.focus();
  }
  async function stay() {
    said = Date.now();
    acted = false;
    heard(await ask(""), "age");
  }
  function heard(told, near) { // `near`: what is said when there is little time left
    if (!told) return;
    if (!told.seconds) end();
    else if (String(told.person) !== here.person) show("other");
    else if (told.seconds * 1000 > WARN) show("");
    else if (!state || near === "age") show(near);
  }
  function end() {
    if (wrote) show("over");
    else location.replace(location.origin + location.pathname + location.search); // leads to where one signs in, and back; a path may begin with two slashes
  }
  async function back() { // somebody comes to a page whose session was over
    if (state !== "over") return;
    const told = await ask("");
    if (!told || !told.seconds) return;
    if (String(told.person) !== here.person) return show("other");
    for (const field of document.querySelectorAll("input[name='csrf_token']")) field.value = told.token;
    show("");
  }
  async function tick() {
    const rest = until - Date.now();
    if (state !== "over" && state !== "other") {
      if (rest > WARN) { if (state) show(""); if (acted && Date.now() - said > SAY) await stay(); }
      else if (!state && acted) await stay(); // somebody is here: no need to ask them
      else if (!state || rest <= 0) heard(await ask("look"), "soon");
      left.textContent = clock(until - Date.now());
    }
    setTimeout(tick, state ? 1000 : LOOK);
  }
  const clock = (rest) => { const seconds = Math.max(0, Math.ceil(rest / 1000)); return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`; };

  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, () => { acted = true; }, { capture: true, passive: true });
  for (const kind of ["input", "change"]) addEventListener(kind, (event) => { const form = event.target.form; wrote ||= Boolean(form) && (form.method === "post" || form.hasAttribute("hx-post")); }, true);
  addEventListener("storage", (event) => {
    if (event.key !== SHARED || !event.newValue) return;
    const told = JSON.parse(event.newValue);
    if (told.person === here.person) until = Math.max(until, told.until);
    back();
  });
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);
  box.addEventListener("cancel", (event) => { event.preventDefault(); if (state === "soon") stay(); else if (state === "age") box.close(); });
  box.addEventListener("close", () => { if (state === "over" || state === "other") box.showModal(); }); // Escape a second time is not asked
  for (const button of box.querySelectorAll("[data-stay-here]")) button.addEventListener("click", stay);
  for (const button of box.querySelectorAll("[data-stay-close]")) button.addEventListener("click", () => box.close());
  share();
  setTimeout(tick, LOOK);
})();
