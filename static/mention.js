// @ and some letters in a comment: colleagues who may see the record, chosen by keys or a tap. Without it a full name behind the @ does the same.
(function () {
  "use strict";
  document.querySelectorAll("textarea[data-mention]").forEach((area) => {
    const list = document.createElement("ul");
    list.className = "mention-list dropdown-menu";
    list.id = area.id + "-people";
    list.setAttribute("role", "listbox");
    area.parentNode.append(list);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", list.id);
    let turn = 0, at = 0, timer = 0;

    const typed = () => /(?:^|\s)@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u.exec(area.value.slice(0, area.selectionStart));
    const close = () => { list.classList.remove("show"); list.replaceChildren(); area.removeAttribute("aria-activedescendant"); };
    const mark = (to) => {
      const rows = [...list.children];
      if (!rows.length) return;
      at = (to + rows.length) % rows.length;
      rows.forEach((row, n) => { row.firstChild.classList.toggle("active", n === at); row.setAttribute("aria-selected", String(n === at)); });
      area.setAttribute("aria-activedescendant", rows[at].id);
    };
    function take(name) {
      const found = typed();
      if (!found) return close();
      const end = area.selectionStart, begin = end - found[1].length;
      area.setRangeText(name + " ", begin, end, "end");
      close();
      area.focus();
    }
    async function ask() {
      const found = typed(), mine = ++turn;
      if (!found) return close();
      try {
        const answer = await fetch(area.dataset.mention + "?q=" + encodeURIComponent(found[1]), { credentials: "same-origin", headers: { Accept: "application/json" } });
        const names = answer.ok ? await answer.json() : [];
        if (mine !== turn) return;
        if (!names.length) return close();
        list.replaceChildren(...names.map((name, n) => {
          const row = document.createElement("li"), button = document.createElement("button");
          row.id = `${list.id}-${n}`;
          row.setAttribute("role", "option");
          button.type = "button";
          button.className = "dropdown-item";
          button.tabIndex = -1;
          button.textContent = name;
          button.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
          row.append(button);
          return row;
        }));
        list.classList.add("show");
        mark(0);
      } catch (away) { close(); }
    }
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    area.addEventListener("blur", close);
    area.addEventListener("keydown", (event) => {
      if (!list.classList.contains("show")) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
      else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(list.children[at].textContent); }
      else if (event.key === "Escape") { event.preventDefault(); close(); }
    });
  });
  document.querySelectorAll("input[data-files]").forEach((field) => field.addEventListener("change", () => {
    document.getElementById(field.dataset.files).textContent = [...field.files].map((file) => file.name).join(", ");
  }));
})();
