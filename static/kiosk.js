// The tablet at the door: shows one question at a time, starts again when nobody is there, and keeps the code for phones turning.
window.Kiosk = (function () {
  const box = document.getElementById("kiosk"), words = document.getElementById("words").dataset;
  const part = (name) => document.querySelector(`[data-step="${name}"]`);
  const SOON = 15000, IDLE = 20, COUNT = 10, PATIENCE = 8000; // seconds until the question, seconds of it; milliseconds
  const entering = {}, leaving = {}; // what a step does when it comes and goes
  let flow = null, shown = "start", quiet = 0;

  class Away extends Error {} // no network, or a house that does not answer: what a tablet can keep, it keeps

  // Says it to the house. Gives back {refused} in words; throws Away.
  async function post(what, body) {
    let answer;
    try {
      answer = await fetch(box.dataset.do + what, {
        method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, cache: "no-store",
        body: JSON.stringify({ ...body, language: box.dataset.language }), signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) { online(true); return await answer.json(); }
    } catch (none) { /* said below */ }
    if (answer && answer.status === 404) { location.reload(); return { refused: "" }; }
    if (answer && answer.status === 429) return { refused: words.often };
    if (answer && answer.status < 500) return { refused: (await answer.json().catch(() => ({}))).message || "" };
    online(false);
    throw new Away();
  }

  function online(is) { document.getElementById("away").hidden = is; }

  // Shows a question. `flow` is {steps, data}: the dots count its steps, and Back goes through them.
  function show(name) {
    (leaving[shown] || (() => {}))();
    document.querySelectorAll(".step").forEach((each) => { each.hidden = each !== part(name); });
    shown = name;
    wrong("");
    const at = flow ? flow.steps.indexOf(name) : -1;
    document.getElementById("back").hidden = at < 0;
    document.getElementById("over").hidden = name === "start";
    dots(at);
    const first = part(name).querySelector("input:not([type=password])");
    (first && at >= 0 ? first : part(name).querySelector("h1")).focus({ preventScroll: true });
    scrollTo(0, 0);
    (entering[name] || (() => {}))();
  }

  function dots(at) {
    const list = document.getElementById("dots");
    list.hidden = at < 0 || flow.steps.length < 2;
    list.replaceChildren(...(at < 0 ? [] : flow.steps).map((_, n) => {
      const dot = document.createElement("li");
      if (n < at) dot.className = "is-done";
      if (n === at) dot.setAttribute("aria-current", "step");
      return dot;
    }));
  }

  // `done` comes after the last step, or at once where there is none.
  function begin(steps, data, done) {
    clear();
    flow = { steps, data: { key: key(), ...data }, done };
    if (steps.length) show(steps[0]); else done();
  }
  function next() { const at = flow.steps.indexOf(shown); if (at + 1 < flow.steps.length) show(flow.steps[at + 1]); else flow.done(); }
  function back() { const at = flow.steps.indexOf(shown); if (at > 0) show(flow.steps[at - 1]); else over(); }

  // Nothing of the last person stays: not on the page, not in a field.
  function clear() {
    flow = null;
    document.querySelectorAll("form").forEach((form) => form.reset());
    document.querySelectorAll("[data-fill]").forEach((each) => { each.textContent = ""; });
    document.querySelectorAll("#found, #notes").forEach((each) => each.replaceChildren());
    document.getElementById("wifi-code").removeAttribute("src");
    document.getElementById("still").hidden = true;
  }

  // The next person finds the first page, in the language of the house.
  function over() {
    clear();
    if (location.search) { location.replace(box.dataset.home); return; }
    show("start");
  }

  function wrong(text) {
    document.querySelectorAll(".wrong").forEach((each) => { each.textContent = ""; });
    const line = part(shown).querySelector(".wrong");
    if (line) line.textContent = text;
  }

  function fill(values) {
    for (const [name, value] of Object.entries(values)) {
      document.querySelectorAll(`[data-fill="${name}"]`).forEach((each) => { each.textContent = value ? (each.dataset.before || "") + value : ""; });
    }
  }

  // A version 4 UUID (RFC 9562), also where randomUUID is missing because the page came without TLS.
  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function form(name, act) {
    const found = document.querySelector(`[data-form="${name}"]`);
    found.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (found.dataset.busy) return; // a second tap
      found.dataset.busy = "yes";
      try { await act(found.elements); } finally { delete found.dataset.busy; }
    });
  }

  function here() { quiet = 0; document.getElementById("still").hidden = true; }

  function tick() {
    if (shown === "start") { quiet = 0; return; }
    quiet += 1;
    const still = document.getElementById("still");
    if (quiet >= IDLE + COUNT) { here(); over(); return; }
    if (quiet < IDLE) return;
    document.getElementById("still-count").textContent = String(IDLE + COUNT - quiet);
    if (still.hidden) { still.hidden = false; document.getElementById("here").focus(); }
  }

  async function look() {
    let soon = SOON;
    try {
      const answer = await fetch(`${box.dataset.door}?language=${box.dataset.language}`, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 404) { location.reload(); return; } // taken off the list
      if (!answer.ok) throw new Away();
      const now = await answer.json();
      online(true);
      document.dispatchEvent(new Event("kiosk-online"));
      document.getElementById("door-code").src = now.code;
      if (now.version !== box.dataset.version && shown === "start") { location.reload(); return; }
      soon = Math.min(now.turns_in, 60000);
    } catch (none) { online(false); }
    setTimeout(look, soon);
  }

  document.addEventListener("click", (event) => {
    const over_ = event.target.closest("[data-over]");
    if (over_) over();
  });
  document.getElementById("back").addEventListener("click", back);
  document.getElementById("over").addEventListener("click", over);
  document.getElementById("here").addEventListener("click", () => { here(); part(shown).querySelector("h1").focus(); });
  ["pointerdown", "keydown", "input"].forEach((sign) => addEventListener(sign, here, { passive: true }));
  setInterval(tick, 1000);
  setTimeout(look, Math.min(Number(box.dataset.turns), 60000));
  addEventListener("online", look);
  addEventListener("offline", () => online(false));

  return { Away, post, show, begin, next, over, wrong, fill, key, form, words, box, entering, leaving, flow: () => flow, shown: () => shown };
})();
