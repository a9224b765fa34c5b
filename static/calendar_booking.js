// Booking by hand on the calendar: a card with the price follows the pointer, a form opens where it is let go; a booking that was moved waits for a yes.
window.calendarBooking = function (told, root, reload) {
  "use strict";
  const card = document.querySelector("[data-calendar-card]"), panel = document.getElementById("booking-panel");
  const part = (name) => card.querySelector(`[data-${name}]`), body = panel.querySelector("[data-panel-body]");
  const names = new Map(told.rooms.map((room) => [String(room.id), room.name]));
  const two = (number) => String(number).padStart(2, "0");
  const wall = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
  let asked = "", timer = 0, stop = null, pointer = { x: 0, y: 0 }, pending = null;

  document.addEventListener("pointermove", (event) => { pointer = { x: event.clientX, y: event.clientY }; if (!card.hidden && !pending) place(); }, { passive: true });
  function place() {
    const wide = card.offsetWidth, high = card.offsetHeight;
    card.style.left = Math.max(8, Math.min(pointer.x + 18, innerWidth - wide - 8)) + "px";
    card.style.top = Math.max(8, pointer.y + 24 + high > innerHeight ? pointer.y - high - 16 : pointer.y + 24) + "px";
  }
  function lines(list, texts) { list.replaceChildren(...(texts || []).map((text) => Object.assign(document.createElement("li"), { textContent: text }))); }
  function hide() { clearTimeout(timer); stop?.abort(); asked = ""; pending = null; card.hidden = true; }

  // The price of what is drawn: asked when the pointer rests for a moment, and never answered late.
  function quote(wish) {
    const query = new URLSearchParams(wish).toString();
    part("when").textContent = `${wish.start.slice(11)} – ${wish.end.slice(11)}`;
    part("room").textContent = names.get(String(wish.room)) || "";
    if (card.hidden) { part("price").textContent = "…"; lines(part("pays")); lines(part("against")); part("buttons").hidden = true; card.hidden = false; }
    place();
    if (query === asked) return stopped;
    asked = query;
    clearTimeout(timer);
    stop?.abort();
    stopped = new Promise((done) => { timer = setTimeout(() => fetchQuote(query).then(done), 120); });
    return stopped;
  }
  let stopped = Promise.resolve(null);
  async function fetchQuote(query) {
    stop = new AbortController();
    try {
      const answer = await fetch(`${told.quote}?${query}`, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: stop.signal });
      const found = await answer.json();
      if (query !== asked) return null;
      part("when").textContent = found.when || part("when").textContent;
      part("price").textContent = found.price || "";
      lines(part("pays"), found.pays);
      lines(part("against"), [...(found.against || []), ...(found.message ? [found.message] : []), ...(found.elsewhere || [])]);
      place();
      return answer.ok ? found : null;
    } catch (failed) {
      if (failed.name !== "AbortError") lines(part("against"), [told.words.offline]);
      return null;
    }
  }

  // The panel gives the focus back to where it came from.
  let from = null;
  panel.addEventListener("hidden.bs.offcanvas", () => { if (from && from.isConnected) from.focus(); from = null; });
  function open(url, isNew) {
    from = document.activeElement;
    const title = document.getElementById("booking-panel-title");
    title.textContent = isNew ? title.dataset.new : title.dataset.one;
    panel.querySelector("[data-page]").href = url.replace("/panel/", "/show/");
    body.replaceChildren();
    // the panel takes the focus when it has slid in, which may be after the answer
    const there = panel.classList.contains("show") ? null : new Promise((done) => panel.addEventListener("shown.bs.offcanvas", done, { once: true }));
    tabler.bootstrap.Offcanvas.getOrCreateInstance(panel).show();
    Promise.all([htmx.ajax("GET", url, { target: body, swap: "innerHTML" }), there]).then(() => { const first = body.querySelector(isNew ? "[name=title]" : "a"); if (first) first.focus(); });
  }
  function book(room, start, end) {
    hide();
    open(`${told.new}?${new URLSearchParams({ room, start, end, back: location.pathname + location.search })}`, true);
  }

  // A booking that was moved or resized: the card stays until somebody says yes or takes it back.
  function moved(info) {
    const { event } = info, wish = { booking: event.id.slice(1), room: event.resourceIds[0], start: wall(event.start), end: wall(event.end) };
    asked = "";
    const answer = quote(wish);
    pending = { info, wish, cents: null };
    part("buttons").hidden = false;
    part("save").disabled = true;
    part("undo").focus();
    answer.then((found) => {
      if (!found || !pending) return;
      pending.cents = found.cents;
      part("save").disabled = !found.can;
      if (found.can) part("save").focus();
    });
  }
  function undo() { const waiting = pending; hide(); if (waiting) waiting.info.revert(); }
  async function save() {
    const { wish, cents } = pending, values = new URLSearchParams({ ...wish, csrf_token: document.querySelector("[name=csrf_token]").value });
    if (cents !== undefined && cents !== null) values.set("expected_cents", cents);
    part("save").disabled = true;
    try {
      const answer = await fetch(told.move, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: values }), found = await answer.json();
      if (answer.ok) { hide(); await reload(); return; }
      lines(part("against"), [found.message || told.words.offline]);
    } catch { lines(part("against"), [told.words.offline]); }
  }
  part("save").addEventListener("click", save);
  part("undo").addEventListener("click", undo);
  foyerKeys.add({ keys: ["Escape"], when: () => pending, run: undo });
  document.addEventListener("pointerup", () => setTimeout(() => { if (!pending) hide(); }));

  const follow = (info) => { if (pending) undo(); quote({ booking: info.event.id.slice(1), room: info.event.resourceIds[0], start: wall(info.event.start), end: wall(info.event.end) }); return true; };
  return {
    eventClick: ({ event }) => { if (event.extendedProps.each?.id && !pending) open(told.panel + event.extendedProps.each.id, false); },
    ...(told.books ? {
      selectable: true, selectMinDistance: 4, unselectAuto: true,
      selectConstraint: (info) => { if (pending) undo(); quote({ room: info.resource.id, start: info.startStr.slice(0, 16), end: info.endStr.slice(0, 16) }); return true; },
      select: (info) => book(info.resource.id, info.startStr.slice(0, 16), info.endStr.slice(0, 16)),
      dateClick: (info) => { if (!pending) book(info.resource.id, info.dateStr.slice(0, 16), wall(new Date(info.date.getTime() + 3600000))); },
      dragConstraint: follow, resizeConstraint: follow, eventDrop: moved, eventResize: moved,
    } : {}),
  };
};
