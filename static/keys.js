// Keyboard shortcuts, all of them: what a page declares on the thing that is pressed (data-key="n", data-key="g o"), and what a script adds.
// Nothing fires while somebody types. Keys of one character can be switched off in the profile (WCAG 2.1.4); data-single-keys says so.
window.foyerKeys = (function () {
  "use strict";
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const single = document.body.dataset.singleKeys === "on", added = [];
  const FIELD = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable], .ts-control";
  const types = (element) => Boolean(element.closest && element.closest(FIELD));
  const modal = () => document.querySelector("dialog:modal, .modal.show, .dropdown-menu.show");
  let begun = "", later = 0, here = null;

  // "Mod+k" is Ctrl or ⌘; Shift counts for keys that have a name ("Shift+ArrowUp"), for "?" the layout of the keyboard decides.
  const nameOf = (event) => (event.ctrlKey || event.metaKey ? "Mod+" : "") + (event.altKey ? "Alt+" : "") + (event.shiftKey && event.key.length > 1 ? "Shift+" : "") + event.key;

  // add({ keys: ["Escape"], within: element or selector, words: "what it does", when: () => true, run(event, name) {} })
  function add(shortcut) { added.push(shortcut); }
  const inside = (within, target) => !within || (typeof within === "string" ? Boolean(target.closest && target.closest(within)) : within.contains(target));

  const rows = () => all("[data-key-row]").filter((row) => row.getClientRects().length);
  function go(row) {
    if (!row) return;
    if (here) here.classList.remove("is-here");
    here = row;
    row.classList.add("is-here");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function step(by) {
    const every = rows(), at = every.indexOf(here);
    if (every.length) go(at < 0 ? every[0] : every[at + by]);
    return every.length > 0;
  }
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest && event.target.closest("[data-key-row]");
    if (row && row !== here) { if (here) here.classList.remove("is-here"); here = row; row.classList.add("is-here"); }
  });

  const keyed = (key, root) => all(`[data-key="${CSS.escape(key)}"]:not([hidden])`, root).find((each) => root || !each.closest("[data-key-row]"));
  function press(key) {
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
    if (here && !here.isConnected) here = null;
    const found = (here && keyed(key, here)) || keyed(key);
    if (found) { if (found.matches("input[type=search], input[type=text]")) found.focus(); else found.click(); }
    return Boolean(found);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    const own = added.find((each) => each.keys.includes(name) && inside(each.within, event.target) && (!each.when || each.when()));
    if (own) { event.preventDefault(); own.run(event, name); return; }
    if (!single || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey || types(event.target) || modal()) return;
    const sequence = begun ? `${begun} ${event.key}` : event.key;
    begun = "";
    clearTimeout(later);
    if (sequence === "g" && document.querySelector('[data-key^="g "]')) {
      begun = "g";
      later = setTimeout(() => { begun = ""; }, 1500);
      event.preventDefault();
    } else if (press(sequence)) event.preventDefault();
  });

  // The sheet: what works on this page, in words.
  const sheet = document.querySelector("#keys-sheet");
  const wordsOf = (element) => element.dataset.keyWords || element.getAttribute("aria-label") || element.title || element.textContent.trim();
  const SAID = { "Mod+k": "Ctrl K", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
  const shown = (name) => SAID[name] || name.split("+").map((part) => SAID[part] || part).join(" ");
  function listed() {
    const groups = { page: new Map(), rows: new Map(), go: new Map() };
    if (single) {
      for (const each of all("[data-key]:not([hidden])")) {
        const key = each.dataset.key, group = groups[each.closest("[data-key-row]") ? "rows" : key.startsWith("g ") ? "go" : "page"];
        if (!group.has(key)) group.set(key, wordsOf(each));
      }
      if (rows().length) groups.rows = new Map([["j", sheet.dataset.next], ["k", sheet.dataset.previous], ...groups.rows]);
    }
    for (const each of added) {
      const live = !each.within || (typeof each.within === "string" ? document.querySelector(each.within) : each.within.isConnected);
      if (each.words && live) groups.page.set(each.keys.map(shown).join(" / "), each.words);
    }
    return groups;
  }
  function line(key, words) {
    const term = document.createElement("dt"), said = document.createElement("dd");
    for (const part of key.split(" ")) {
      const cap = document.createElement(part === "/" && key !== "/" ? "span" : "kbd");
      cap.textContent = part;
      term.append(cap, " ");
    }
    said.textContent = words;
    return [term, said];
  }
  // The question marks beside fields are no stops of Tab, which goes from field to field: F1 opens them, and the sheet lists those that are words of ours.
  document.addEventListener("keydown", (event) => {
    const box = event.key === "F1" && document.activeElement && document.activeElement.id ? document.getElementById(document.activeElement.id.replace(/-ts-control$/, "") + "-meant") : null;
    if (box) { event.preventDefault(); box.showPopover(); }
  });
  function words() {
    const section = sheet.querySelector("[data-keys-words]"), links = all("[data-word]");
    section.hidden = !links.length;
    section.querySelector("ul").replaceChildren(...links.map((each) => {
      const item = document.createElement("li"), link = item.appendChild(document.createElement("a"));
      link.href = each.href;
      link.target = "_blank";
      link.textContent = each.dataset.word;
      return item;
    }));
  }
  function show() {
    words();
    for (const [name, keys] of Object.entries(listed())) {
      const section = sheet.querySelector(`[data-keys="${name}"]`);
      section.hidden = !keys.size;
      section.querySelector("dl").replaceChildren(...[...keys].flatMap(([key, words]) => line(key, words)));
    }
    sheet.showModal();
  }
  if (sheet) {
    document.addEventListener("click", (event) => {
      const opener = event.target.closest("[data-keys-open]");
      if (opener && !event.ctrlKey && !event.metaKey) { event.preventDefault(); show(); }
      if (event.target === sheet) sheet.close();
    });
    if (single) all("[data-key]").forEach((each) => { if (each.dataset.key.length === 1) each.setAttribute("aria-keyshortcuts", each.dataset.key); });
  }
  return { add, go };
})();
