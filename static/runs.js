// The invoice run: rows that open, the waterfall, the page viewer. Without it links and forms still work.
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

  // The waterfall: an invisible bar lifts each cause to where the one before ended.
  function waterfall(box) {
    const { bars } = JSON.parse(box.dataset.waterfall), probe = box.appendChild(document.createElement("i")), paint = document.createElement("canvas").getContext("2d");
    const colour = (name) => { probe.style.color = "var(--tblr-" + name + ")"; paint.fillStyle = getComputedStyle(probe).color; return paint.fillStyle; }; // as hex, whatever the sheet says
    const text = colour("body-color"), quiet = colour("secondary"), tones = { total: quiet, up: colour("blue"), down: colour("orange") };
    const rule = colour("border-color");
    probe.remove();
    const chart = echarts.init(box), small = box.clientWidth < 560;
    const low = Math.min(0, ...bars.map((bar) => Math.min(bar.from, bar.to)));
    chart.setOption({
      animation: false,
      grid: { left: 4, right: 4, top: 26, bottom: small ? 4 : 26, containLabel: small },
      xAxis: { type: "category", data: bars.map((bar) => bar.name), axisTick: { show: false }, axisLine: { lineStyle: { color: rule } }, axisLabel: { color: quiet, interval: 0, rotate: small ? 60 : 0, hideOverlap: false } },
      yAxis: { type: "value", show: false, min: low },
      tooltip: { trigger: "item", formatter: (each) => bars[each.dataIndex].name + "<br>" + bars[each.dataIndex].text, confine: true },
      series: [
        { type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent" }, tooltip: { show: false }, data: bars.map((bar) => Math.min(bar.from, bar.to)) },
        { type: "bar", stack: "all", barMaxWidth: 56, data: bars.map((bar) => ({ value: Math.abs(bar.to - bar.from), itemStyle: { color: tones[bar.kind], borderRadius: 3 } })),
          label: { show: !small, position: "top", color: text, formatter: (each) => bars[each.dataIndex].text } },
      ],
    });
    addEventListener("resize", () => chart.resize());
    return chart;
  }
  const drawn = all("[data-waterfall]").map((box) => [box, waterfall(box)]);
  new MutationObserver(() => drawn.forEach((pair) => { pair[1].dispose(); pair[1] = waterfall(pair[0]); }))
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
