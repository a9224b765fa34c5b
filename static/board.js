// The pipeline: cards move by drag, by keyboard and by a menu; the server says where each ends up. Without it cards are moved on their page.
(function () {
  "use strict";
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const filters = document.querySelector("[data-pick-filters]");
  if (filters) filters.addEventListener("change", () => { all("select", filters).forEach((each) => { each.disabled = !each.value; }); filters.submit(); });
  const board = document.querySelector("[data-board][data-writes]");
  if (!board) return;
  const said = document.querySelector("[data-board-said]"), menu = document.querySelector("[data-board-menu]");
  const lists = all("[data-stage]", board), open = lists.filter((list) => !("end" in list.dataset));
  const listOf = (stage) => lists.find((list) => list.dataset.stage === stage);
  const pageOf = (card) => card.querySelector(".deal-top a").getAttribute("href");

  // What the server refused stands on top of the board, with a way to what is there now.
  function refuse(text) {
    const stack = document.querySelector(".toast-stack"), box = document.createElement("div"), words = document.createElement("div"), link = document.createElement("a");
    box.className = "alert alert-warning board-said";
    box.setAttribute("role", "alert");
    words.textContent = text;
    link.href = location.href;
    link.textContent = board.dataset.again;
    box.append(words, link);
    stack.replaceChildren(box);
  }
  function heads(columns) {
    for (const [stage, { count, sum }] of Object.entries(columns)) {
      board.querySelector(`[data-count="${stage}"]`).textContent = count;
      board.querySelector(`[data-sum="${stage}"]`).textContent = sum;
    }
  }

  // `back` puts the card where it was when the answer is no.
  async function tell(card, stage, back) {
    const below = card.nextElementSibling, values = new URLSearchParams({
      card: card.dataset.card, stage, version: card.dataset.version, before: below ? below.dataset.card : "", csrf_token: board.querySelector("[name=csrf_token]").value,
    });
    card.classList.add("is-moving");
    try {
      const answer = await fetch(board.dataset.move, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: values }), found = await answer.json();
      if (!answer.ok) { back(); refuse(found.message || board.dataset.offline); return; }
      card.dataset.version = found.version;
      said.textContent = found.said;
      heads(found.columns);
    } catch { back(); refuse(board.dataset.offline); } finally { card.classList.remove("is-moving"); }
  }

  // Won and abandoned are pages that ask what they need.
  function end(card, stage) { location.assign(pageOf(card) + (stage === "won" ? "win" : "abandon")); }

  function put(card, list, below) {
    const from = card.parentElement, next = card.nextElementSibling, focus = document.activeElement, held = card.contains(focus);
    list.insertBefore(card, below);
    if (held) focus.focus();
    tell(card, list.dataset.stage, () => from.insertBefore(card, next));
  }

  all("[data-stage]", board).forEach((list) => new Sortable(list, {
    group: "deals", animation: 120, delay: 150, delayOnTouchOnly: true, filter: ".deal-move", preventOnFilter: false, sort: !("end" in list.dataset),
    disabled: "end" in list.dataset && !list.closest(".board"), draggable: "end" in list.dataset ? ".never" : ".deal", scroll: true, forceAutoScrollFallback: true,
    onEnd({ item, from, to, oldIndex, newIndex }) {
      if (from === to && oldIndex === newIndex) return;
      const back = () => from.insertBefore(item, from.children[oldIndex + (from === to && oldIndex > newIndex ? 1 : 0)] || null);
      if ("end" in to.dataset) { back(); end(item, to.dataset.stage); return; }
      tell(item, to.dataset.stage, back);
    },
  }));

  // Shift and the arrow keys: to the sides into another stage, up and down within it.
  const words = JSON.parse(board.dataset.keyWords);
  function move(event) {
    const card = event.target.closest(".deal"), list = card.parentElement, at = open.indexOf(list);
    if (at < 0) return;
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (side && open[at + side]) put(card, open[at + side], open[at + side].firstElementChild);
    if (event.key === "ArrowUp" && card.previousElementSibling) put(card, list, card.previousElementSibling);
    if (event.key === "ArrowDown" && card.nextElementSibling) put(card, list, card.nextElementSibling.nextElementSibling);
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  foyerKeys.add({ within: ".deal", keys: ["Shift+ArrowLeft", "Shift+ArrowRight"], words: words.stage, run: move });
  foyerKeys.add({ within: ".deal", keys: ["Shift+ArrowUp", "Shift+ArrowDown"], words: words.place, run: move });

  // The menu: everything that dragging does, by clicks alone.
  let chosen = null;
  board.addEventListener("click", (event) => {
    const button = event.target.closest(".deal-move");
    if (!button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    chosen = button.closest(".deal");
    menu.querySelector("[data-board-menu-name]").textContent = button.getAttribute("aria-label");
    all("[data-board-menu-list] button", menu).forEach((each) => { each.hidden = each.value === chosen.parentElement.dataset.stage; });
    menu.returnValue = "";
    menu.showModal();
  });
  foyerKeys.add({ within: ".deal-move", keys: [" "], run: (event) => event.target.click() });
  menu.addEventListener("close", () => {
    const to = menu.returnValue, card = chosen;
    chosen = null;
    if (!to || !card) return;
    card.querySelector(".deal-move").focus();
    if (to === "won" || to === "abandoned") end(card, to);
    else if (to === "top") put(card, card.parentElement, card.parentElement.firstElementChild);
    else if (to === "bottom") put(card, card.parentElement, null);
    else put(card, listOf(to), listOf(to).firstElementChild);
  });
  board.dataset.ready = "";
})();
