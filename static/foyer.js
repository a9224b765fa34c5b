// Look-ups, filters, choosing rows, asking first, light and dark. Pages work without it; no inline script anywhere.
(function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];

  // <select data-lookup="/lookup/View/column">: type to search, twenty answers at a time.
  function lookup(select) {
    if (select.tomselect) return select.tomselect;
    const ask = (query) => fetch(select.dataset.lookup + "?" + query, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : []));
    const box = new TomSelect(select, {
      valueField: "value", labelField: "text", searchField: [], maxOptions: 50, preload: "focus", allowEmptyOption: false, clearAfterSelect: true,
      placeholder: select.dataset.placeholder || "", loadThrottle: 200, shouldLoad: () => true, hideSelected: true,
      // Rows stay while their answer is the one to these letters; older ones only if they hold the letters: Enter never takes a row that was not meant.
      score: (text) => (row) => (row.asked === text || row.text.toLowerCase().includes(text.toLowerCase()) ? 1 : 0),
      plugins: select.multiple ? { remove_button: { title: select.dataset.remove || "×" } } : select.required ? {} : { clear_button: { title: select.dataset.remove || "×" } },
      onItemAdd() { if (!select.multiple) { this.settled = true; setTimeout(() => this.close()); } },
      load(text, done) {
        const turn = (this.turn = (this.turn || 0) + 1);
        ask("q=" + encodeURIComponent(text)).then((rows) => {
          if (turn !== this.turn) return done(); // an older answer came late
          const chosen = [].concat(this.getValue());
          this.clearOptions((option) => chosen.includes(String(option.value)));
          done(rows.map((row) => ({ ...row, asked: text })));
        }, () => done());
      },
    });
    // An answer that comes late would open the list, and fetch the cursor back, after a choice or from the next field: only the person does.
    const open = box.open;
    box.open = function () { if (!this.settled && this.wrapper.contains(document.activeElement)) open.call(this); };
    for (const touched of ["pointerdown", "keydown"]) box.wrapper.addEventListener(touched, () => { box.settled = false; }, true);
    box.on("blur", () => { box.settled = false; });
    select.setAttribute("aria-hidden", "true"); // its label now names the text box
    box.named = (ids) => ask(ids.map((id) => "id=" + encodeURIComponent(id)).join("&")).then((rows) => { box.addOptions(rows); box.setValue(ids, true); });
    return box;
  }

  // Filter rows, made from <template>s; the address is _flt_<operator>_<column>=<value>.
  function filters(form) {
    const { active, operators } = JSON.parse(form.dataset.filters), rows = one("[data-filter-rows]", form), go = one("[data-filter-go]", form);
    function add(column, operator, value) {
      const row = one(`template[data-filter="${column}"]`, form).content.cloneNode(true).firstElementChild;
      const choice = one("[data-operator]", row), field = one("[data-value] select, [data-value] input, [data-value] textarea", row);
      const named = () => { field.name = `_flt_${choice.value}_${column}`; };
      const at = operators[column].indexOf(operator);
      if (at >= 0) choice.value = at;
      choice.addEventListener("change", named);
      named();
      field.removeAttribute("id");
      field.required = false;
      field.setAttribute("aria-label", row.dataset.label);
      one("[data-remove-filter]", row).addEventListener("click", () => { row.remove(); if (operator) form.requestSubmit(); });
      rows.append(row);
      go.hidden = false;
      if (field.dataset.lookup) { const box = lookup(field); if (value) box.named([].concat(value)); else box.focus(); return; }
      if (field.type === "checkbox") { field.value = "y"; field.checked = value === undefined || value === "y"; return; }
      if (value !== undefined) field.value = value;
      if (!operator) field.focus();
    }
    active.forEach(([column, operator, value]) => [].concat(value).forEach((each) => add(column, operator, each)));
    all("[data-add-filter]", form).forEach((button) => button.addEventListener("click", () => add(button.dataset.addFilter)));
  }

  // Buttons that act on chosen rows wait until one is chosen.
  function chooser(card) {
    const every = one("[data-check-all]", card), boxes = all("[data-check]", card), buttons = all("[data-needs-rows]", card), count = one("[data-chosen]", card), matching = one("[data-all-matching]", card);
    const questions = buttons.map((button) => button.dataset.confirm || "");
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length, whole = matching && matching.checked;
      // With all that match a page says first what would happen: it asks.
      buttons.forEach((button, at) => { button.hidden = !chosen && !whole; button.dataset.confirm = whole ? "" : questions[at]; });
      boxes.concat(every || []).forEach((box) => { box.disabled = whole; });
      if (count) { count.hidden = !chosen; count.textContent = count.dataset.chosen.replace("0", chosen); }
      if (every) { every.checked = chosen > 0 && chosen === boxes.length; every.indeterminate = chosen > 0 && chosen < boxes.length; }
    };
    if (every) every.addEventListener("change", () => { boxes.forEach((box) => { box.checked = every.checked; }); show(); });
    boxes.concat(matching || []).forEach((box) => box.addEventListener("change", show));
    show();
  }

  // data-copy="id of a field": what stands in it, for pasting elsewhere.
  function copier(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      one("span", button).textContent = button.dataset.done;
    });
  }

  // [data-movable]: its items go up and down by their buttons; the order of the form is theirs.
  function movable(list) {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]"), item = button && button.closest("li");
      if (!item) return;
      if (button.dataset.move === "1") { if (item.nextElementSibling) item.nextElementSibling.after(item); } else if (item.previousElementSibling) item.previousElementSibling.before(item);
      button.focus();
    });
  }

  // A table that can be pushed sideways is pushed by key too (WCAG 2.1.1): it is a stop of Tab while nothing in it is one.
  const STOPS = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary, [tabindex]";
  const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => reached(target)));
  function reached(box) {
    const isStop = box.scrollWidth > box.clientWidth && !one(STOPS, box), title = isStop && one(":is(h1, h2, h3)", box.closest("section, .card") || document) || one("h1");
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", title ? title.textContent.trim() : ""]]) {
      if (isStop && value) box.setAttribute(name, value); else box.removeAttribute(name);
    }
  }

  function wake(root) {
    all(".table-responsive:not([tabindex])", root).forEach((box) => sizes.observe(box));
    all("[data-movable]", root).forEach(movable);
    all("[data-copy][hidden]", root).forEach(copier);
    all("select[data-lookup]", root).filter((select) => !select.closest("template")).forEach(lookup);
    all("form[data-filters]", root).forEach(filters);
    all("[data-rows]", root).forEach(chooser);
    all("[data-submit-on-change]", root).forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
  }
  wake(document);
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) wake(event.detail.elt.parentNode || event.detail.elt); });

  // A cell that is changed in place: Enter saves, Escape leaves it, and the button that opened it has the focus again.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest("[data-cell-form]");
    if (!form) return;
    if (event.key === "Escape") { event.preventDefault(); one("[data-cell-leave]", form).click(); }
    if (event.key === "Enter" && event.target.matches("select, input[type=checkbox]")) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.matches("[data-cell-of]") && [409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target.closest && event.target.closest("[data-cell-of]"), next = place && (one("[data-cell-form] :is(input:not([type=hidden]), select, textarea)", place) || one("[data-cell]", place));
    if (next) { next.focus(); if (next.select) next.select(); }
  });

  // data-confirm="question": ask once, then press the same button.
  const dialog = one("#confirm");
  let waiting = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || !button.dataset.confirm || button === waiting) return;
    event.preventDefault();
    one("#confirm-text", dialog).textContent = button.dataset.confirm;
    one("#confirm-yes", dialog).textContent = button.dataset.yes || button.textContent.trim() || button.title;
    waiting = button;
    tabler.bootstrap.Modal.getOrCreateInstance(dialog).show();
  });
  if (dialog) {
    one("#confirm-yes", dialog).addEventListener("click", () => { if (waiting) waiting.form.requestSubmit(waiting); });
    dialog.addEventListener("hidden.bs.modal", () => {
      const asked = waiting, menu = asked && !asked.getClientRects().length ? asked.closest(".dropdown") : null; // one of a menu that has closed meanwhile
      waiting = null;
      if (asked) (menu ? one("[data-bs-toggle=dropdown]", menu) : asked).focus();
    });
  }

  // data-reveal="id of a password field": look at what was typed.
  all("[data-reveal]").forEach((button) => {
    const field = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      button.setAttribute("aria-pressed", String(field.type === "text"));
      one("use", button).setAttribute("href", one("use", button).getAttribute("href").replace(/#.*/, field.type === "text" ? "#eye-off" : "#eye"));
    });
  });

  // What the desk and the portal keep for when there is no network goes when the person signs out, and where nobody is signed in.
  const forget = () => {
    try { localStorage.removeItem("foyer.evacuation"); } catch (refused) { /* storage may be off */ }
    if (window.caches) caches.keys().then((names) => names.filter((name) => name.startsWith("my-")).forEach((name) => caches.delete(name))).catch(() => { /* storage may be off */ });
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.filter((each) => new URL(each.scope).pathname === "/my/").forEach((each) => each.unregister())).catch(() => { /* storage may be off */ });
  };
  if (!one("form[data-sign-out]")) forget();
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) forget(); });

  // The bell: a small question every few seconds while somebody looks at the page, and none while nobody does. The number of the last page stands at once.
  all("[data-bell]").forEach((bell) => {
    const badge = one(".bell-count", bell), name = bell.getAttribute("aria-label"), EVERY = 4000, LATER = 60000;
    let timer = 0;
    const show = (count) => {
      badge.hidden = !count;
      badge.textContent = count > 99 ? "99+" : count;
      bell.setAttribute("aria-label", count ? `${name}: ${badge.textContent}` : name);
      try { sessionStorage.setItem("bell", count); } catch (refused) { /* storage may be off */ }
    };
    const again = (wait) => { clearTimeout(timer); timer = setTimeout(ask, wait); };
    async function ask() {
      if (document.hidden) return;
      try {
        const answer = await fetch(bell.dataset.bell, { credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" } });
        if (answer.status === 404) return;
        if (answer.ok) show((await answer.json()).unread);
        again(answer.ok ? EVERY : LATER);
      } catch (away) { again(LATER); }
    }
    try { show(Number(sessionStorage.getItem("bell")) || 0); } catch (refused) { /* storage may be off */ }
    document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
    ask();
  });

  // Two clicks on a button send one form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // A form that goes on by itself, once: who comes back with the browser's button stays.
  all("form[data-goes]").forEach((form) => { if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") form.requestSubmit(); });

  all("[data-theme-switch]").forEach((button) => button.addEventListener("click", () => {
    const next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    document.documentElement.setAttribute("data-bs-theme", next);
    try { localStorage.setItem("theme", next); } catch (refused) { /* storage may be off */ }
  }));
})();
