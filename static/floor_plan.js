// Arranging a floor plan: each row of numbers has a mark on the picture; moving one fills in the other.
(function () {
  "use strict";
  const form = document.querySelector("[data-arrange]"), plan = form && form.querySelector("[data-plan]");
  if (!plan) return;
  const sides = ["x", "y", "width", "height"], least = 1, ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], words = JSON.parse(form.dataset.keyWords);
  const number = (text) => { const found = parseFloat(String(text).replace(",", ".")); return Number.isFinite(found) ? found : 0; };
  const tidy = (value) => String(Math.round(value * 100) / 100);

  form.querySelectorAll("[data-place]").forEach((row) => {
    const fields = Object.fromEntries(sides.map((side) => [side, row.querySelector(`[data-side="${side}"]`)]));
    const put = row.querySelector("[data-put]"), take = row.querySelector("[data-take]");
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "plan-mark";
    mark.setAttribute("aria-describedby", "arrange-help");
    mark.innerHTML = '<span class="plan-name"></span><span class="plan-corner"></span>';
    mark.firstElementChild.textContent = row.dataset.name;
    mark.setAttribute("aria-label", row.dataset.name);
    plan.append(mark);

    const read = () => Object.fromEntries(sides.map((side) => [side, number(fields[side].value)]));
    const placed = () => sides.some((side) => fields[side].value.trim() !== "");
    function draw() {
      const box = read(), there = placed();
      mark.hidden = put.hidden = take.hidden = false;
      mark.hidden = take.hidden = !there;
      put.hidden = there;
      mark.classList.toggle("is-point", !box.width && !box.height);
      mark.style.left = box.x + "%";
      mark.style.top = box.y + "%";
      mark.style.width = box.width + "%";
      mark.style.height = box.height + "%";
    }
    function write(box) {
      const width = box.width ? Math.min(Math.max(box.width, least), 100) : 0, height = box.height ? Math.min(Math.max(box.height, least), 100) : 0;
      const kept = { width, height, x: Math.min(Math.max(box.x, 0), 100 - width), y: Math.min(Math.max(box.y, 0), 100 - height) };
      sides.forEach((side) => { fields[side].value = tidy(kept[side]); });
      draw();
    }
    function remove() { sides.forEach((side) => { fields[side].value = ""; }); draw(); put.focus(); }

    sides.forEach((side) => fields[side].addEventListener("input", draw));
    put.addEventListener("click", () => { write({ x: 44, y: 44, width: 12, height: 12 }); mark.focus(); });
    take.addEventListener("click", remove);

    const by = (event) => ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]);
    foyerKeys.add({ within: mark, keys: ["Delete", "Backspace"], words: words.remove, run: remove });
    foyerKeys.add({ within: mark, keys: ARROWS, words: words.move, run(event) { const box = read(), [right, down] = by(event); write({ ...box, x: box.x + right, y: box.y + down }); } });
    foyerKeys.add({ within: mark, keys: ARROWS.map((arrow) => `Shift+${arrow}`), words: words.size, run(event) { const box = read(), [wide, high] = by(event); write({ ...box, width: Math.max(box.width + wide, least), height: Math.max(box.height + high, least) }); } });

    mark.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const from = read(), area = plan.getBoundingClientRect(), sizes = event.target.classList.contains("plan-corner");
      mark.setPointerCapture(event.pointerId);
      const move = (next) => {
        const right = (100 * (next.clientX - event.clientX)) / area.width, down = (100 * (next.clientY - event.clientY)) / area.height;
        write(sizes ? { ...from, width: Math.max(from.width + right, least), height: Math.max(from.height + down, least) } : { ...from, x: from.x + right, y: from.y + down });
      };
      const end = () => { mark.removeEventListener("pointermove", move); mark.removeEventListener("pointerup", end); mark.removeEventListener("pointercancel", end); };
      mark.addEventListener("pointermove", move);
      mark.addEventListener("pointerup", end);
      mark.addEventListener("pointercancel", end);
    });
    draw();
  });
})();
