// Every picture of numbers. A box says what it shows in data-chart; the table under it has the same numbers, and its card offers them as PNG and SVG.
// Told apart without colour: bars have their own words beside them, series have patterns or dashes, and the page's own colours serve light and dark.
(function () {
  "use strict";
  const HUES = ["blue", "teal", "orange", "purple", "yellow", "cyan"], DASHES = ["solid", "dashed", "dotted", [2, 6]];
  const short = new Intl.NumberFormat(document.documentElement.lang || undefined, { notation: "compact", maximumFractionDigits: 1 });
  function colours(box) {
    const probe = box.appendChild(document.createElement("i")), paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const colour = (name) => { // as hex, whatever the sheet says: what was painted, because a browser gives back oklch as it was written
      probe.style.color = "var(--tblr-" + name + ")"; paint.fillStyle = getComputedStyle(probe).color; paint.fillRect(0, 0, 1, 1);
      return "#" + [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("");
    };
    const found = { text: colour("body-color"), quiet: colour("secondary"), rule: colour("border-color"), ground: colour("bg-surface"), green: colour("green"), red: colour("red"), hues: HUES.map(colour) };
    probe.remove();
    return found;
  }
  function mixed(from, to, share) { // two hex colours
    const parts = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)), ends = parts(to);
    return "#" + parts(from).map((part, at) => Math.round(part + (ends[at] - part) * share).toString(16).padStart(2, "0")).join("");
  }
  const axis = (paint, more) => Object.assign({ axisTick: { show: false }, axisLine: { lineStyle: { color: paint.rule } }, axisLabel: { color: paint.quiet, hideOverlap: true } }, more);
  const scale = (paint, more) => Object.assign({ type: "value", min: (range) => Math.min(0, range.min), splitNumber: 4, splitLine: { lineStyle: { color: paint.rule } }, axisLabel: { color: paint.quiet, formatter: (each) => short.format(each) } }, more);
  const legend = (paint, say) => ({ show: say.series.length > 1, type: "scroll", top: 0, left: 0, right: 0, itemWidth: 26, textStyle: { color: paint.text }, pageTextStyle: { color: paint.quiet }, pageIconColor: paint.text, pageIconInactiveColor: paint.rule }); // one line, however narrow
  function tip(say) {
    return { trigger: "axis", axisPointer: { type: "shadow" }, confine: true, formatter: (all) => { // text alone: names come from people
      const lines = [all[0].axisValueLabel, ...all.filter((each) => each.seriesName !== "base").map((each) => each.seriesName + ": " + say.series[each.seriesIndex].texts[each.dataIndex])], out = document.createElement("div");
      lines.forEach((line) => { out.appendChild(document.createElement("div")).textContent = line; });
      return out;
    } };
  }
  const kinds = {
    bars(say, paint, small) { // named bars from zero with their words beside them
      return {
        grid: { left: 4, right: small ? 70 : 110, top: 4, bottom: 4, containLabel: true },
        xAxis: { type: "value", show: false, min: 0 },
        yAxis: axis(paint, { type: "category", inverse: true, data: say.names, axisLabel: { color: paint.quiet, width: small ? 110 : 220, overflow: "truncate" } }),
        series: [{ type: "bar", silent: true, barMaxWidth: 26, itemStyle: { color: paint.hues[0], borderRadius: 3 }, data: say.values, label: { show: true, position: "right", color: paint.text, formatter: (each) => say.texts[each.dataIndex] } }],
      };
    },
    columns(say, paint, small) { // one thing after another, side by side or piled up
      return {
        aria: { enabled: true, decal: { show: say.series.length > 1 } },
        legend: legend(paint, say), tooltip: tip(say),
        grid: { left: 4, right: 12, top: say.series.length > 1 ? 44 : 24, bottom: 4, containLabel: true },
        xAxis: axis(paint, { type: "category", data: say.names }), yAxis: scale(paint),
        series: say.series.map((each, place) => ({ name: each.name, type: "bar", stack: say.piled ? "all" : undefined, barMaxWidth: 38, itemStyle: { color: paint.hues[place % HUES.length] }, data: each.values,
          label: { show: say.series.length === 1 && !small && say.names.length < 15, position: "top", color: paint.text, formatter: (at) => short.format(at.value) } })),
      };
    },
    lines(say, paint) {
      return {
        legend: legend(paint, say), tooltip: tip(say),
        grid: { left: 4, right: 24, top: say.series.length > 1 ? 44 : 16, bottom: 4, containLabel: true },
        xAxis: axis(paint, { type: "category", boundaryGap: false, data: say.names }), yAxis: scale(paint, say.most ? { max: say.most } : {}),
        series: say.series.map((each, place) => ({ name: each.name, type: "line", showSymbol: say.names.length < 32, symbol: ["circle", "rect", "triangle", "diamond"][place % 4], symbolSize: 7, step: each.step ? "end" : false, itemStyle: { color: paint.hues[place % HUES.length] }, lineStyle: { width: 2, type: DASHES[place % DASHES.length] }, data: each.values })),
      };
    },
    waterfall(say, paint, small) { // from one total to another; up and down are told by sign and place as well as by colour
      let at = 0;
      const base = [], parts = say.values.map((value, place) => {
        const total = say.totals.includes(place), from = total ? 0 : at, to = total ? value : at + value;
        at = to; base.push(Math.min(from, to));
        return { value: Math.abs(to - from), itemStyle: { color: total ? paint.hues[0] : value < 0 ? paint.red : paint.green, decal: total ? { symbol: "none" } : { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: value < 0 ? 0.8 : -0.8, color: "rgba(255,255,255,.4)" } } };
      });
      return {
        aria: { enabled: true, decal: { show: true } },
        grid: { left: 4, right: small ? 84 : 130, top: 4, bottom: 4, containLabel: true },
        xAxis: { type: "value", show: false, min: (range) => say.near ? Math.max(0, Math.min(...base.filter((_each, place) => !say.totals.includes(place)), range.max) * 0.9) : 0 },
        yAxis: axis(paint, { type: "category", inverse: true, data: say.names, axisLabel: { color: paint.quiet, width: small ? 110 : 220, overflow: "truncate" } }),
        series: [
          { name: "base", type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent", decal: { symbol: "none" } }, data: base },
          { type: "bar", stack: "all", silent: true, barMaxWidth: 26, data: parts, label: { show: true, position: "right", color: paint.text, formatter: (each) => say.texts[each.dataIndex] } },
        ],
      };
    },
    heat(say, paint, small) { // `cells` are [column, row, share], each with its words
      return {
        grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
        tooltip: { confine: true, formatter: (each) => { const out = document.createElement("div"); out.textContent = say.rows[each.value[1]] + " " + say.names[each.value[0]] + ": " + say.texts[each.dataIndex]; return out; } },
        xAxis: axis(paint, { type: "category", position: "top", data: say.names }), yAxis: axis(paint, { type: "category", inverse: true, data: say.rows }),
        visualMap: { show: false, min: 0, max: say.most || 100, dimension: 2, inRange: { color: [paint.ground, mixed(paint.ground, paint.hues[0], 0.55)] } }, // pale enough for the words in it
        series: [{ type: "heatmap", itemStyle: { borderColor: paint.rule, borderWidth: 1 }, data: say.cells, label: { show: !small, fontSize: 11, color: paint.text, formatter: (each) => say.texts[each.dataIndex] } }],
      };
    },
  };
  const height = (say) => say.kind === "bars" || say.kind === "waterfall" ? Math.max(90, 34 * say.names.length + 12) : say.kind === "heat" ? 30 * say.rows.length + 34 : 300;
  const options = (say, paint, small) => Object.assign({ animation: false }, kinds[say.kind](say, paint, small));
  const said = (box) => JSON.parse(box.dataset.chart);
  function draw(box) {
    const chart = echarts.init(box);
    chart.setOption(options(said(box), colours(box), box.clientWidth < 560));
    return chart;
  }
  function save(box, kind) { // always light, so that it can be printed; on a picture of its own, as wide as a page
    const say = said(box), root = document.documentElement, was = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
    const paint = colours(box), size = { width: 960, height: height(say) };
    if (was === undefined) delete root.dataset.bsTheme; else root.dataset.bsTheme = was;
    const link = document.createElement("a");
    if (kind === "svg") {
      const chart = echarts.init(null, null, Object.assign({ renderer: "svg", ssr: true }, size));
      chart.setOption(options(say, paint, false));
      link.href = URL.createObjectURL(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }));
      chart.dispose();
    } else {
      const chart = echarts.init(document.createElement("div"), null, size);
      chart.setOption(options(say, paint, false));
      link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" });
      chart.dispose();
    }
    link.download = (box.dataset.file || "chart") + "." + kind;
    link.click();
  }
  const drawn = [];
  function begin(part) { // of a page, or of a part of it that came later
    part.querySelectorAll("[data-chart]").forEach((box) => { box.style.height = height(said(box)) + "px"; drawn.push([box, draw(box)]); });
    part.querySelectorAll("[data-save-chart]").forEach((button) => button.addEventListener("click", () => save(document.getElementById(button.dataset.of), button.dataset.saveChart)));
  }
  begin(document);
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
  addEventListener("resize", () => drawn.forEach((pair) => pair[1].resize()));
  new MutationObserver(() => drawn.forEach((pair) => { pair[1].dispose(); pair[1] = draw(pair[0]); })).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
