// The invoice run: rows that open, the page viewer. Without it links and forms still work.
(function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];

  // A row opens to its lines; they are fetched the first time.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = document.getElementById(button.dataset.open).closest("tr"), open = row.hidden;
    row.hidden = !open;
    button.setAttribute("aria-expanded", open ? "true" : "false");
    if (open) button.dispatchEvent(new Event("open"));
  });

  // What is chosen is told in a bar of its own.
  document.addEventListener("change", (event) => {
    const card = event.target.closest("[data-rows]"), bar = card && one("[data-bar]", card);
    if (bar) bar.hidden = !all("[data-check]:checked", card).length;
  });

  // Who types an amount means these amounts. Before the form asks for its sums, which it does on the way up.
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".credit-amount"), lines = field && one("[name=how][value=lines]", field.form);
    if (lines && field.value.trim()) lines.checked = true;
  }, true);

  // The steps are drawn anew each second: who folded them away keeps them folded.
  let folded = null;
  document.addEventListener("toggle", (event) => { if (event.target.closest("#progress")) folded = !event.target.open; }, true);
  document.addEventListener("htmx:afterSwap", () => { const steps = one("#progress details"); if (steps && folded !== null) steps.open = !folded; });

  // A PDF opens in the page; with a modifier key, or without script, in a tab of its own.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-paper]"), box = one("#paper");
    if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "paper";
    frame.title = link.dataset.paper;
    frame.src = link.href;
    one("#paper-title", box).textContent = link.dataset.paper;
    one(".modal-body", box).replaceChildren(frame);
    box.addEventListener("hidden.bs.modal", () => { frame.remove(); link.focus(); }, { once: true });
    tabler.bootstrap.Modal.getOrCreateInstance(box).show();
  });
})();
