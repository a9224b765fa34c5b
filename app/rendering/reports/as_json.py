"""A report as JSON and back, the same to the last value: one way for all of them, since all are made of figures, sections and cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.core.month import Month
from app.rendering.reports.shape import Cell, Column, Figure, Kind, Report, Section

# What JSON has no word for is a pair of a letter and a text. Instants first: each is a day as well.
TYPES: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "t": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "d": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "m": (Month, str, Month.parse),
}


def as_json(report: Report) -> dict[str, Any]:
    return {
        "findings": report.findings,
        "figures": [[each.label, _cell(each.cell), each.hint, each.tone, each.how] for each in report.figures],
        "sections": [_section(each) for each in report.sections],
        "nothing": list(report.nothing),
    }


def from_json(kept: dict[str, Any]) -> Report:
    figures = [Figure(label, _cell_of(cell), hint, tone, how) for label, cell, hint, tone, how in kept["figures"]]
    return Report(kept["findings"], figures, [_section_of(each) for each in kept["sections"]], (kept["nothing"][0], kept["nothing"][1]))


def _section(of: Section) -> dict[str, Any]:
    return {
        "name": of.name, "title": of.title, "columns": [[each.name, each.kind.value] for each in of.columns], "rows": [[_cell(cell) for cell in row] for row in of.rows], "chart": of.chart, "chart_says": of.chart_says,
        "how": list(of.how), "note": of.note, "is_tall": of.is_tall, "total": None if of.total is None else [_cell(cell) for cell in of.total], "caution": of.caution,
    }  # fmt: skip


def _section_of(kept: dict[str, Any]) -> Section:
    total = kept["total"]
    return Section(
        kept["name"], kept["title"], [Column(name, Kind(kind)) for name, kind in kept["columns"]], [[_cell_of(cell) for cell in row] for row in kept["rows"]], kept["chart"], kept["chart_says"],
        tuple(kept["how"]), kept["note"], kept["is_tall"], None if total is None else [_cell_of(cell) for cell in total], kept["caution"],
    )  # fmt: skip


def _cell(of: Cell) -> list[Any]:
    behind = (
        None if of.behind is None else [[name, _value(value)] for name, value in of.behind.items()]
    )  # pairs: the database puts names into an order of its own
    return [_value(of.value), of.kind.value, of.currency, behind, of.measured]


def _cell_of(kept: list[Any]) -> Cell:
    value, kind, currency, behind, measured = kept
    return Cell(
        _value_of(value), Kind(kind), currency, None if behind is None else {name: _value_of(each) for name, each in behind}, measured
    )


def _value(value: Any) -> Any:
    """Raises TypeError for what no report tells yet."""
    if value is None or isinstance(value, int | str):
        return str(value) if isinstance(value, str) else value
    for letter, (kind, said, _read) in TYPES.items():
        if isinstance(value, kind):
            return [letter, said(value)]
    raise TypeError(f"{type(value).__name__} is no value of a report")


def _value_of(kept: Any) -> Any:
    return TYPES[kept[0]][2](kept[1]) if isinstance(kept, list) else kept
