// Find anything: Ctrl+K, / or the field in the menu opens a combobox whose list the server draws. Without script the field is a link to /search.
(function () {
  "use strict";
  const dialog = document.querySelector("#search");
  if (!dialog) return;
  const field = dialog.querySelector("[role=combobox]"), list = dialog.querySelector("[role=listbox]"), said = dialog.querySelector("[role=status]"), form = field.form;
  let asked = null, asking = null, later = 0, active = null, enter = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  function activate(option) {
    if (active) active.setAttribute("aria-selected", "false");
    active = option || null;
    if (active) { active.setAttribute("aria-selected", "true"); active.scrollIntoView({ block: "nearest" }); field.setAttribute("aria-activedescendant", active.id); } else field.removeAttribute("aria-activedescendant");
  }
  function open(href, apart) {
    if (apart) window.open(href, "_blank", "noopener");
    else { dialog.close(); location.assign(href); }
  }

  async function ask(text) {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.hits}?q=${encodeURIComponent(text)}`, { credentials: "same-origin", signal: asking.signal });
      if (answer.status === 401 || answer.redirected) { location.assign(`${form.action}?q=${encodeURIComponent(text)}`); return; }
      if (!answer.ok) throw new Error(answer.statusText);
      list.innerHTML = await answer.text();
      asked = text;
      const found = options();
      activate(found[0]);
      const hits = found.filter((each) => each.id !== "search-all").length;
      said.textContent = text ? (hits ? dialog.dataset.found.replace("#", hits) : dialog.dataset.none) : "";
      if (enter !== null && active) open(active.href, enter);
      enter = null;
    } catch (fault) {
      if (fault.name === "AbortError") return;
      enter = null;
      asked = null;
      activate(null);
      list.replaceChildren();
      said.textContent = dialog.dataset.offline;
      said.classList.remove("visually-hidden");
    }
  }
  function soon() {
    said.classList.add("visually-hidden");
    clearTimeout(later);
    const text = field.value.trim();
    if (text !== asked) later = setTimeout(() => ask(text), text ? 120 : 0);
  }

  function show() {
    if (dialog.open) { field.select(); return; }
    const other = document.querySelector("dialog:modal");
    if (other) other.close();
    dialog.showModal();
    field.select();
    asked = null;
    ask(field.value.trim());
  }

  field.addEventListener("input", soon);
  field.addEventListener("keydown", (event) => {
    const every = options(), at = every.indexOf(active);
    if (event.key === "ArrowDown") activate(every[(at + 1) % every.length]);
    else if (event.key === "ArrowUp") activate(every[(at < 1 ? every.length : at) - 1]);
    else if (event.key === "Enter" && !event.isComposing) {
      // What was typed last must have been looked for: nobody opens what they did not mean.
      if (field.value.trim() === asked && active) open(active.href, event.ctrlKey || event.metaKey);
      else if (field.value.trim() !== asked) enter = event.ctrlKey || event.metaKey;
    } else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => { if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.querySelector("[data-search-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-search-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); show(); }
  });
  foyerKeys.add({ keys: ["Mod+k"], words: dialog.dataset.words, run: show });
})();
