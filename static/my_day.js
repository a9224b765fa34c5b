// My day by keyboard: j and k go, x completes with a note, and the links of a row have keys of their own. Without it the links do all of it.
(function () {
  "use strict";
  const rows = [...document.querySelectorAll("[data-task]")];
  const keys = document.querySelector("[data-task-keys]");
  if (!rows.length || !keys) return;
  keys.hidden = false;
  let here = -1;

  function go(to) {
    if (to < 0 || to >= rows.length) return;
    if (rows[here]) rows[here].classList.remove("is-here");
    here = to;
    rows[here].classList.add("is-here");
    rows[here].focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  }

  function note(row) {
    const form = row.querySelector("[data-task-done]");
    form.hidden = false;
    form.querySelector("[name=outcome]").focus();
    htmx.trigger(form.querySelector("[hx-post]"), "shown");
  }

  function close(form) {
    form.hidden = true;
    form.closest("[data-task]").focus();
  }

  rows.forEach((row, at) => {
    row.querySelector("[data-key=x]").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(at);
      note(row);
    });
    row.querySelector("[data-task-cancel]").addEventListener("click", (event) => close(event.target.form));
    row.addEventListener("focusin", () => { if (here !== at) { if (rows[here]) rows[here].classList.remove("is-here"); here = at; row.classList.add("is-here"); } });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const form = event.target.closest ? event.target.closest("[data-task-done]") : null;
    if (event.key === "Escape" && form) return close(form);
    if (event.target.matches && event.target.matches("input, textarea, select, [contenteditable]")) return;
    if (document.querySelector(".modal.show, .dropdown-menu.show")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      return go(here < 0 ? 0 : here + (event.key === "j" ? 1 : -1));
    }
    const link = rows[here] && "xpros".includes(event.key) ? rows[here].querySelector(`[data-key="${event.key}"]`) : null;
    if (link) { event.preventDefault(); link.click(); }
  });
})();
