// The booking calendar: rooms as rows. Only what is near the visible part is handed to EventCalendar, whose work grows with rows times bookings.
(function () {
  "use strict";
  const root = document.querySelector("[data-calendar]");
  if (!root || !window.EventCalendar || matchMedia("(max-width: 767.98px)").matches) return;
  const told = JSON.parse(root.dataset.calendar), isDay = told.view === "day";
  const SLOT = isDay ? 30 : 60, FEW = 250, ROWS = 2, MINUTES = 120, DAY = 24 * 60, SIDE = 178, ROW = 53, HEAD = 56;
  const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const minutesOf = (wall) => Math.round((Date.parse(wall + "Z") - Date.parse(told.date + "T00:00Z")) / 60000);
  const element = (tag, text, className) => { const made = document.createElement(tag); made.textContent = text; if (className) made.className = className; return made; };
  const rowOf = new Map(told.rooms.map((room, row) => [String(room.id), row]));

  function booking(each, index) {
    const start = minutesOf(each.start), end = minutesOf(each.end);
    const styles = each.buffer ? [`--buffer: ${(100 * each.buffer) / (end - start)}%`] : [];
    const classNames = ["is-" + each.whose];
    if (each.buffer) classNames.push("has-buffer");
    if (each.held) classNames.push("is-held");
    if (each.id) classNames.push("is-known");
    return { id: each.id ? `b${each.id}` : `x${index}`, resourceId: String(each.room), start: each.start, end: each.end, title: each.title, classNames, styles, editable: Boolean(each.moves && told.books), extendedProps: { each, from: start, to: end } };
  }
  function closed(each, index) {
    const from = minutesOf(each.start), to = minutesOf(each.end);
    return { id: `s${index}`, resourceId: String(each.room), start: each.start, end: each.end, display: "background", title: each.reason, classNames: ["is-shut"], extendedProps: { from, to } };
  }

  const seen = (each) => [each.title, [each.word, each.who].filter(Boolean).join(" · ")];
  // What is shown stands in the name as it is shown: who speaks to the page says what they see.
  function named(event) {
    const { each } = event.extendedProps;
    const times = `${each.start.slice(11)} – ${each.end.slice(11)}`;
    return [times, ...seen(each), each.held && told.words.held, each.repeats && told.words.repeats, each.buffer && told.words.buffer.replace("#", each.buffer)].filter(Boolean).join("\n");
  }
  function content({ event }) {
    if (event.display === "background") return event.title ? { domNodes: [element("small", event.title)] } : { domNodes: [] };
    const { each } = event.extendedProps;
    if (!each) return undefined;
    const [title, about] = seen(each);
    return { domNodes: [element("b", title), document.createTextNode(" "), element("small", about)] }; // else the two lines are one word to whoever reads them as text
  }
  function mounted({ el, event }) {
    if (event.display === "background" || !event.extendedProps.each) return;
    el.title = named(event);
    el.setAttribute("aria-label", el.title);
  }
  function room({ resource }) {
    const { about, href, fault, picture } = resource.extendedProps;
    const head = element("span", "", "calendar-room"), name = element(href ? "a" : "span", resource.title, "fw-medium text-reset");
    if (href) name.href = href;
    head.append(name);
    if (fault) head.append(element("small", "⚠ " + fault, "fw-medium"));
    head.append(element("small", about));
    head.title = [fault, about].filter(Boolean).join(" · ");
    if (!picture) return { domNodes: [head] };
    const line = element("span", "", "calendar-pictured"), image = Object.assign(element("img", "", "room-small"), { ...picture, width: 48, height: 32 });
    line.append(image, head);
    return { domNodes: [line] };
  }

  // The hours that are drawn: the open ones, and whatever is booked outside them.
  function hours(bookings) {
    let { begins, ends } = told;
    for (const each of bookings) {
      const start = minutesOf(each.start), end = minutesOf(each.end), over = Math.floor(start / DAY) !== Math.floor((end - 1) / DAY);
      begins = Math.min(begins, over ? 0 : 60 * Math.floor((start % DAY) / 60));
      ends = Math.max(ends, over ? DAY : 60 * Math.ceil(((end - 1) % DAY) / 60));
    }
    return { begins: Math.max(begins, 0), ends: Math.min(ends, DAY) };
  }

  let drawnBefore = null;
  function draw(found) {
    const every = [...found.closed.map(closed), ...found.bookings.map(booking)], { begins, ends } = hours(found.bookings), shown = ends - begins;
    const width = isDay ? Math.max(28, Math.floor((root.clientWidth - SIDE) / (shown / SLOT))) : 28;
    let loaded = null, waiting = 0;
    const kept = root.querySelector(".ec-main"), left = kept?.scrollLeft, top = kept?.scrollTop;
    if (drawnBefore) EventCalendar.destroy(drawnBefore);
    // Rows and minutes that are visible, with a margin. The shown hours of the days lie side by side.
    function near(left, top, wide, high) {
      const at = (pixels) => { const minutes = Math.max(0, (pixels / width) * SLOT); return Math.floor(minutes / shown) * DAY + begins + (minutes % shown); };
      return { top: Math.floor(top / ROW) - ROWS, bottom: Math.ceil((top + high - HEAD) / ROW) + ROWS, from: at(left) - MINUTES, to: at(left + wide - SIDE) + MINUTES };
    }
    function chosen(seen) {
      loaded = every.length <= FEW ? { top: 0, bottom: Infinity, from: -Infinity, to: Infinity } : seen;
      return every.filter((event) => {
        const place = rowOf.get(event.resourceId), { from, to } = event.extendedProps;
        return place >= loaded.top && place <= loaded.bottom && to > loaded.from && from < loaded.to;
      });
    }
    function show() {
      const seen = near(main.scrollLeft, main.scrollTop, main.clientWidth, main.clientHeight);
      if (seen.top + ROWS >= loaded.top && seen.bottom - ROWS <= loaded.bottom && seen.from + MINUTES >= loaded.from && seen.to - MINUTES <= loaded.to) return;
      calendar.setOption("events", chosen(seen));
    }
    const first = near((told.today * shown * width) / SLOT, 0, root.clientWidth, innerHeight * 0.74); // where EventCalendar scrolls to by itself
    root.replaceChildren();
    const calendar = drawnBefore = EventCalendar.create(root, {
      view: isDay ? "resourceTimelineDay" : "resourceTimelineWeek", date: told.date, firstDay: told.week, locale: told.locale, eventTimeFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      headerToolbar: { start: "", center: "", end: "" }, height: told.rooms.length > 12 ? "74vh" : undefined,
      resources: told.rooms.map((each) => ({ id: String(each.id), title: each.name, extendedProps: each })), resourceLabelContent: room,
      slotDuration: SLOT * 60, slotLabelInterval: isDay ? 3600 : 7200, slotWidth: width, snapDuration: 900,
      slotMinTime: clock(begins), slotMaxTime: clock(ends), scrollTime: clock(Math.max(begins, told.begins)), nowIndicator: true, timeZone: told.offset,
      slotLabelFormat: (time) => String(time.getHours()).padStart(2, "0") + (isDay ? ":00" : ""),
      dayHeaderFormat: { weekday: isDay ? "long" : "short", day: "numeric", month: "short" },
      events: chosen(first), eventContent: content, eventDidMount: mounted, ...hands,
    });
    const main = root.querySelector(".ec-main");
    // It calls itself a table and has neither rows nor cells for a screen reader, which finds each booking by its own name, and all of them as a list on the page of bookings.
    for (const part of root.querySelectorAll('[role="table"], [role="rowgroup"], [role="row"], [role="rowheader"], [role="columnheader"], [role="cell"]')) part.removeAttribute("role");
    for (const name of ["aria-colindex", "aria-colspan", "aria-rowindex", "aria-rowspan"]) for (const part of root.querySelectorAll(`[${name}]`)) part.removeAttribute(name); // of a table that it is not
    main.tabIndex = 0; // it is pushed by key as well
    main.setAttribute("role", "group");
    main.setAttribute("aria-label", root.closest("[aria-label]").ariaLabel);
    requestAnimationFrame(() => { // EventCalendar has scrolled to today by then
      if (kept) { main.scrollLeft = left; main.scrollTop = top; }
      show();
      main.addEventListener("scroll", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(show); }, { passive: true });
      root.dataset.ready = String(found.bookings.length);
    });
  }

  const load = () => fetch(told.events, { credentials: "same-origin", headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then(draw, () => { root.firstElementChild.textContent = told.words.failed; });
  const hands = window.calendarBooking ? window.calendarBooking(told, root, load) : {};
  load();
})();
