"""The figures of `bench scale` as JSON and as a drawing: the quickest answer against the number of organisations, both by powers of ten, a line for each measure."""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, COLUMNS = 560, 380, 2  # of a panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 58, 170, 40, 40
COLOURS = ("#3b82c4", "#d9772b", "#3f9b5f", "#c0504d", "#8a63b8", "#8c6a4f", "#c65fa3", "#7a8794", "#a59a1e", "#2aa5b3")
DASHES = ("", "6 3", "2 3")
LISTS = ("organisations", "invoices", "licenses")
PLAIN = ("members", "payments", "bookings", "leads", "runs", "debtors", "organisation", "invoice", "api")
STYLE = """text { font: 12px system-ui, sans-serif; fill: #333; } .title { font-weight: 600; font-size: 14px; } .grid { stroke: #8884; } .target { stroke: #c0504d; stroke-dasharray: 1 4; stroke-width: 2; }
@media (prefers-color-scheme: dark) { text { fill: #ddd; } }"""


def written(measures: dict[str, Any], to: Path) -> None:
    """`to` without an ending: FILE.json and FILE.svg. What was measured before and not now stays."""
    to.parent.mkdir(parents=True, exist_ok=True)
    file = to.with_suffix(".json")
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name, of in measures.items():
        kept[name] = dict(sorted((kept.get(name, {}) | of).items(), key=lambda each: int(each[0])))
    kept = dict(sorted(kept.items()))
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(of)}" for name, of in kept.items())
    file.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    to.with_suffix(".svg").write_text(drawn(kept), encoding="utf-8")


def drawn(measures: dict[str, Any]) -> str:
    """`measures`: by name and size the figures, of which `best` is drawn: what else a machine has to do makes an answer only slower."""
    wanted = {
        "Lists, the whole network": ([f"{each}{way}" for each in LISTS for way in ("", "_sorted", "_filtered", "_deep")], 300),
        "Other pages, the whole network": (list(PLAIN), 300),
        "Lists and pages, one location": (
            [f"here_{each}{way}" for each in LISTS for way in ("", "_filtered", "_deep")] + ["here_members", "here_debtors"],
            300,
        ),
        "Search": ([f"{who}search_{kind}" for who in ("", "here_") for kind in ("common", "rare", "two_letters")], 100),
        "Dashboards, the whole network": (["home", *(each for each in measures if each.startswith("report_"))], 1_000),
        "Dashboards of one location, a preview, the books": (
            ["here_home", *(each for each in measures if each.startswith("here_report_")), "run", "health", "preview", "books"],
            1_000,
        ),
    }
    panels = [
        _panel(title, {each: {int(size): of["best"] for size, of in measures[each].items()} for each in names if each in measures}, target)
        for title, (names, target) in wanted.items()
    ]
    placed = [f'<g transform="translate({at % COLUMNS * WIDTH} {at // COLUMNS * HEIGHT})">{panel}</g>' for at, panel in enumerate(panels)]
    size = f"{WIDTH * COLUMNS} {HEIGHT * -(-len(panels) // COLUMNS)}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" aria-label="Milliseconds of the quickest answer against organisations"><style>{STYLE}</style>'
    return "\n".join([head, *placed, "</svg>\n"])


def _panel(title: str, lines: dict[str, dict[int, float]], target: int) -> str:
    sizes = sorted({size for line in lines.values() for size in line}) or [1]
    first, last = math.log10(min(sizes)), math.log10(max(sizes))
    powers = range(math.ceil(math.log10(max([target, *(each for line in lines.values() for each in line.values())]))) + 1)

    def across(size: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((math.log10(size) - first) / (last - first) if last > first else 0.5)

    def up(ms: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (math.log10(max(ms, 1)) / powers[-1])

    parts = [f'<text class="title" x="{LEFT}" y="22">{escape(title)}</text>']
    parts += [
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(10**power):.1f}" y2="{up(10**power):.1f}"/><text text-anchor="end" x="{LEFT - 6}" y="{up(10**power) + 4:.1f}">{_said(10**power)}</text>'
        for power in powers
    ]
    parts += [
        f'<line class="grid" x1="{across(size):.1f}" x2="{across(size):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/><text text-anchor="middle" x="{across(size):.1f}" y="{HEIGHT - BOTTOM + 18}">{size:,}</text>'
        for size in sizes
    ]
    parts.append(f'<line class="target" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(target):.1f}" y2="{up(target):.1f}"/>')
    labels = _apart([(up(line[max(line)]), name) for name, line in lines.items() if max(line) == sizes[-1]])
    for number, (name, line) in enumerate(lines.items()):
        look = f'stroke="{COLOURS[number % len(COLOURS)]}" stroke-dasharray="{DASHES[number // len(COLOURS)]}"'
        points = " ".join(f"{across(size):.1f},{up(ms):.1f}" for size, ms in line.items())
        parts.append(f'<polyline fill="none" stroke-width="2" {look} points="{points}"/>')
        parts += [
            f'<circle r="3" fill="{COLOURS[number % len(COLOURS)]}" cx="{across(size):.1f}" cy="{up(ms):.1f}"/>'
            for size, ms in line.items()
        ]
        said = escape(name if "search" in name else name.removeprefix("here_").removeprefix("report_")).replace("_", " ")
        if name in labels:
            parts.append(
                f'<line {look} x1="{across(max(line)):.1f}" y1="{up(line[max(line)]):.1f}" x2="{WIDTH - RIGHT + 12}" y2="{labels[name]:.1f}"/>'
            )
            parts.append(f'<text x="{WIDTH - RIGHT + 16}" y="{labels[name] + 4:.1f}">{said}</text>')
        else:  # it was not measured any further, and nothing is drawn that looks so
            parts.append(f'<text x="{across(max(line)) + 7:.1f}" y="{up(line[max(line)]) - 7:.1f}">{said}</text>')
    return "".join(parts)


def _apart(wanted: list[tuple[float, str]], least: float = 14) -> dict[str, float]:
    """Where each label stands: as near to the end of its line as the others allow."""
    found, lowest = {}, HEIGHT - 4.0
    for y, name in sorted(wanted, reverse=True):
        found[name] = lowest = min(y, lowest)
        lowest -= least
    return found


def _said(ms: int) -> str:
    return f"{ms} ms" if ms < 1000 else f"{ms // 1000:,} s"
