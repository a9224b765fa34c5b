// Pictures of sales: bars from zero with their own words beside them. The table under each has the same numbers.
(function () {
  "use strict";
  function draw(box) {
    const { names, values, texts } = JSON.parse(box.dataset.bars), probe = box.appendChild(document.createElement("i")), paint = document.createElement("canvas").getContext("2d");
    const colour = (name) => { probe.style.color = "var(--tblr-" + name + ")"; paint.fillStyle = getComputedStyle(probe).color; return paint.fillStyle; }; // as hex, whatever the sheet says
    const text = colour("body-color"), quiet = colour("secondary"), rule = colour("border-color"), blue = colour("blue");
    probe.remove();
    const chart = echarts.init(box), small = box.clientWidth < 560;
    chart.setOption({
      animation: false,
      grid: { left: 4, right: small ? 70 : 110, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false, min: 0 },
      yAxis: { type: "category", inverse: true, data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: rule } }, axisLabel: { color: quiet, width: small ? 110 : 220, overflow: "truncate" } },
      series: [{ type: "bar", silent: true, barMaxWidth: 26, itemStyle: { color: blue, borderRadius: 3 }, data: values, label: { show: true, position: "right", color: text, formatter: (each) => texts[each.dataIndex] } }],
    });
    addEventListener("resize", () => chart.resize());
    return chart;
  }
  const boxes = [...document.querySelectorAll("[data-bars]")];
  boxes.forEach((box) => { box.style.height = Math.max(90, 34 * JSON.parse(box.dataset.bars).names.length + 12) + "px"; });
  const drawn = boxes.map((box) => [box, draw(box)]);
  new MutationObserver(() => drawn.forEach((pair) => { pair[1].dispose(); pair[1] = draw(pair[0]); })).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
