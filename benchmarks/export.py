"""The list of 200,000 organisations as CSV and as XLSX, through the whole web application: how long, and how much memory more."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from app import create_app
from app.core.entity import db
from benchmarks.fresh import in_fresh_process, peak_mb
from benchmarks.lists import fill, signed_in
from benchmarks.network import make_location
from config import Settings

NAME = "export"
TARGETS = {"csv_more_mb": "< 200", "xlsx_more_mb": "< 200", "first_byte_s": "< 2"}
ROWS = 200_000


def measure(settings: Settings, long: bool, rows: int = ROWS) -> dict[str, Any]:
    """Each in a process of its own, which has drawn the list before."""
    app = create_app(settings, sync=True)
    with app.app_context():
        fill(make_location(db.session(), "ONE").id, 1, rows)
        db.session.remove()
        db.engine.dispose()
    lines, csv_mb, csv_s, first = in_fresh_process(exported, settings, "csv")
    _chunks, xlsx_mb, xlsx_s, _first = in_fresh_process(exported, settings, "xlsx")
    return {
        "rows": rows, "lines": lines, "csv_more_mb": csv_mb, "csv_seconds": csv_s, "first_byte_s": first, "xlsx_more_mb": xlsx_mb, "xlsx_seconds": xlsx_s,
    }  # fmt: skip


def holds(figures: dict[str, Any]) -> bool:
    whole = figures["lines"] == figures["rows"] + 1
    return bool(whole and figures["csv_more_mb"] < 200 and figures["xlsx_more_mb"] < 200 and figures["first_byte_s"] < 2)


def exported(settings: Settings, kind: str) -> tuple[int, float, float, float]:
    """Lines, megabytes that the process grew by, seconds, and seconds to the first byte."""
    browser = signed_in(create_app(settings))
    forget_peak()
    before, began = peak_mb(), time.perf_counter()
    answer = browser.get(f"/organisations/export/?as={kind}", buffered=False)
    assert answer.status_code == 200
    lines, first = 0, 0.0
    for chunk in answer.response:
        first = first or time.perf_counter() - began
        lines += bytes(chunk).count(b"\n") if isinstance(chunk, bytes) else chunk.count("\n")
    answer.close()
    return lines, round(peak_mb() - before, 1), round(time.perf_counter() - began, 1), round(first, 2)


def forget_peak() -> None:
    """From here on the peak is that of the export, and not of the start."""
    marks = Path("/proc/self/clear_refs")
    if marks.exists():
        marks.write_text("5")
