"""The pages name only drills and benches that are there, and say which drills the suite plays in small."""

from __future__ import annotations

import re
from pathlib import Path

from app.cli import bench, drill
from app.queries.verify.books import PROMISES
from benchmarks.drills import outages

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "promises.md"
TESTING = ROOT / "docs" / "testing.md"
# These differ in their accidents alone, which a test plays in one house for them.
BY_ACCIDENT = {
    "kill-everything": outages.everything,
    "kill-postgres": outages.postgres,
    "kill-redis": outages.flush,
    "kill-workers": outages.worker,
}


def test_the_page_of_promises_names_drills_and_benches_that_are_there():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    named = {row[0]: [name for name in row[3].split(", ") if name] if len(row) > 3 else [] for row in rows}
    assert named.keys() == {promise.id for promise in PROMISES}
    there = drill.modules().keys() | {f"bench {name}" for name in bench.modules()}
    tests = {name for names in named.values() for name in names if name.startswith("[")}
    unknown = {name for names in named.values() for name in names} - there - tests
    assert not unknown, f"There is no such drill or bench: {unknown}"
    assert [name for name, shown in named.items() if not shown] == [], "each is shown by a drill, a bench or a test"


def test_the_page_of_tests_says_which_drills_are_played_in_small():
    (row,) = [line for line in TESTING.read_text().splitlines() if line.startswith("| short drills ")]
    here = [
        path.read_text()
        for folder in ("drills", "rules", "benchmarks")
        for path in (ROOT / "tests" / folder).glob("test_*.py")
        if path != Path(__file__)
    ]
    calls = {call for text in here for call in re.findall(r"\b(\w+\.\w+)\b", text)}
    played = {
        name for name, module in drill.modules().items() if any(call.startswith(f"{module.__name__.rpartition('.')[2]}.") for call in calls)
    }
    played |= {name for name, accident in BY_ACCIDENT.items() if f"outages.{accident.__name__}" in calls}
    assert set(re.findall(r"`([a-z][a-z-]*)`", row.split(" | ")[1])) == drill.modules().keys() - played


def test_the_page_of_tests_names_every_drill():
    named = set(re.findall(r"`([a-z][a-z-]*…?)`", TESTING.read_text().partition("| **drills** |")[2].partition("| **the books** |")[0]))
    unnamed = {
        name
        for name in drill.modules()
        if name not in named and not any(each.endswith("…") and name.startswith(each[:-1]) for each in named)
    }
    assert unnamed == set()
    assert {each for each in named if not each.endswith("…")} <= drill.modules().keys()
