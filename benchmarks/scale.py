"""A network of up to 1,000,000 organisations with --long: how lists, search, previews, dashboards and the look at the books grow with it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from app import create_app
from app.cli.say import step
from app.core.entity import db
from app.queries.verify.books import verify
from benchmarks.fresh import in_fresh_process, peak_mb
from benchmarks.scaled.databases import database_of
from benchmarks.scaled.pages import ANY, asked, measured
from benchmarks.scaled.plot import written
from config import Settings

NAME = "scale"
SHORT, LONG = (1_000, 10_000), (1_000, 10_000, 100_000, 1_000_000)
BOOKS = "books"
TARGETS = {f"{name}_p95_ms": f"< {each.target}" for name, each in asked(ANY).items()} | {"promises_broken": "0"}
OPTIONS = {
    "sizes": "numbers of organisations instead of the usual ones, separated by commas",
    "only": "measure only what has this pattern in its name, such as search",
    "keep": "yes: use the databases that an earlier run has left, and leave them; an hour is saved",
    "draw": "keep the figures in FILE.json, beside those that an earlier run measured, and draw them all as FILE.svg",
}


def measure(
    settings: Settings, long: bool, sizes: str = "", only: str = "", keep: str = "", draw: str = "", requests: int = 40
) -> dict[str, Any]:
    """Each figure as a list, with one for each size; up to so many requests for each."""
    wanted = [int(each) for each in sizes.split(",")] if sizes else list(LONG if long else SHORT)
    found: dict[int, dict[str, Any]] = {}
    for organisations in wanted:
        with database_of(settings, organisations, keep=bool(keep)) as own, step(f"measuring {organisations} organisations"):
            found[organisations] = in_fresh_process(measured, own, requests, only)
            if re.search(only, BOOKS):
                found[organisations][BOOKS] = in_fresh_process(books, own)
    kept = {name: {str(size): found[size][name] for size in wanted} for name in found[wanted[0]]}
    if draw:
        written(kept, Path(draw))
    return _flat(wanted, kept)


def books(settings: Settings) -> dict[str, Any]:
    """`run.py verify-books`: its seconds, its memory, and how many promises it found broken."""
    with create_app(settings, web=False).app_context():
        began = time.perf_counter()
        broken = [name for name, outcome in verify(db.session()).items() if outcome.violations]
        taken = round((time.perf_counter() - began) * 1000)
        return {"best": taken, "p50": taken, "p95": taken, "peak_mb": round(peak_mb()), "broken": len(broken), "which": broken}


def _flat(sizes: list[int], measures: dict[str, Any]) -> dict[str, Any]:
    """As a command prints it: of each measure one figure for each size."""
    figures: dict[str, Any] = {"organisations": sizes}
    for name, of in measures.items():
        figures[f"{name}_p95_ms"] = [each["p95"] for each in of.values()]
        if name == BOOKS:
            figures["promises_broken"] = [each["broken"] for each in of.values()]
    figures["peak_mb"] = [max((of[str(size)]["peak_mb"] for of in measures.values()), default=0) for size in sizes]
    return figures


def holds(figures: dict[str, Any]) -> bool:
    """What was measured; with `--only` not everything is."""
    below = all(
        each < float(TARGETS[name].removeprefix("< "))
        for name in figures
        if name in TARGETS and name != "promises_broken"
        for each in figures[name]
    )
    return below and not any(figures.get("promises_broken", []))
