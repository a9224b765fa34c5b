"""The table of docs/scaling.md says what docs/figures/scale.json measured: p95 in whole milliseconds, halves up, bold where it is more than the target."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from config import HERE

FIGURES: dict[str, dict[str, Any]] = json.loads((HERE / "docs" / "figures" / "scale.json").read_text())
SIZES = ("1000", "10000", "100000", "1000000")
LISTS = ("organisations", "invoices", "licenses")
WAYS = ("", "_sorted", "_filtered", "_deep")
SEARCHES = ("search_common", "search_rare", "search_two_letters")
REPORTS = ("churn", "debt", "occupancy", "overview", "revenue", "rooms")

Cell = tuple[tuple[str, ...], ...]  # of each figure what it is of: one measure, or several of which the least and the greatest stand there


def each(*names: str) -> Cell:
    return tuple((name,) for name in names)


def here(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"here_{name}" for name in names)


SHOWN = tuple(f"{name}{way}" for name in LISTS for way in WAYS)
BOXES = tuple(f"{name}_quick" for name in LISTS)
AT_HOME = here(SHOWN + BOXES)
ROWS: dict[str, tuple[Cell, Cell, Cell, Cell]] = {
    "organisations, invoices, licenses:": ((SHOWN,),) * 4,
    "the box above them": ((BOXES,),) * 4,
    "the same lists and boxes at one location": (
        (AT_HOME,),
        (AT_HOME,),
        (AT_HOME,),
        (tuple(name for name in AT_HOME if name != "here_invoices_sorted"), ("here_invoices_sorted",)),
    ),
    "debtors:": (each("debtors", "here_debtors"),) * 4,
    "Ctrl+K as administrator": (each(*SEARCHES),) * 4,
    "Ctrl+K as manager": (each(*here(SEARCHES)),) * 4,
    "start page:": (each("home", "here_home"),) * 4,
    "reports of the network": (
        *((tuple(f"report_{name}" for name in (*REPORTS, "credits")),),) * 3,
        (("report_credits",), tuple(f"report_{name}" for name in REPORTS)),
    ),
    "reports of one location": ((here(f"report_{name}" for name in (*REPORTS, "credits", "next-months")),),) * 4,
    "an organisation, an invoice, a run, health": ((("organisation", "invoice", "run", "health"),),) * 4,
}


def figures(cell: Cell, size: str) -> list[int]:
    told = []
    for names in cell:
        found = [int(FIGURES[name][size]["p95"] + 0.5) for name in names]
        told += [min(found), max(found)] if len(names) > 1 else found
    return told


def test_each_cell_says_what_was_measured() -> None:
    text = (HERE / "docs" / "scaling.md").read_text()
    table = text[text.index("| p95 in ms |") :].split("\n\n")[0].splitlines()[2:]
    wrong, left = [], dict(ROWS)
    for line in table:
        label, *cells, target = [part.strip() for part in line.strip("|").split("|")]
        row = left.pop(next(name for name in left if label.startswith(name)))
        for said, cell, size in zip(cells, row, SIZES, strict=True):
            measured, limit = figures(cell, size), int(target.replace(",", ""))
            told = [(int(number.replace(",", "")), bool(bold)) for bold, number in re.findall(r"(\*\*)?([\d,]*\d)", said)]
            if told != [(figure, figure > limit) for figure in measured]:
                wrong.append(f"{label}, {size}: {said} and not {measured}")
    assert wrong == [] and left == {}


def test_the_page_says_at_which_sizes_the_books_were_looked_at() -> None:
    text = (HERE / "docs" / "scaling.md").read_text()
    looked = [size for size in SIZES if size in FIGURES["books"]]

    assert [size for size in looked if FIGURES["books"][size]["broken"]] == []
    assert f"at {' and at '.join(f'{int(size):,}' for size in looked)} organisations, where the measure `books`" in text
