"""The page of promises names only drills and benches that are there."""

from __future__ import annotations

from pathlib import Path

from app.cli import bench, drill
from app.queries.verify.books import PROMISES

PAGE = Path(__file__).parents[2] / "docs" / "promises.md"


def test_the_page_of_promises_names_drills_and_benches_that_are_there():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    named = {row[0]: [name for name in row[3].split(", ") if name] if len(row) > 3 else [] for row in rows}
    assert named.keys() == {promise.id for promise in PROMISES}
    there = drill.modules().keys() | {f"bench {name}" for name in bench.modules()}
    unknown = {name for names in named.values() for name in names} - there
    assert not unknown, f"There is no such drill or bench: {unknown}"
    assert len([names for names in named.values() if names]) >= 28
