"""docs/security.md: every requirement of levels 1 and 2 stands in it once, its sums are right, and every test that it names is there."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from config import HERE

PAGE = HERE / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (yes|part|no|yours|n/a) \| (.*?) \| (.*?) ?\|$", re.MULTILINE)
TEST = re.compile(r"\[(test_\w+)\]\(\.\./(tests/[\w/]+\.py)\)")
STATES = ("yes", "part", "no", "yours", "n/a")
# Documentation, or the absence of something: nothing that a test could break.
WITHOUT_TEST = {"6.2.10", "6.4.2"}


@cache
def functions(file: str) -> set[str]:
    return set(re.findall(r"^\s*def (test_\w+)", (HERE / file).read_text(), re.MULTILINE))


def test_every_requirement_is_there_once_and_the_sums_are_right():
    rows = ROW.findall(PAGE.read_text())
    assert Counter(level for _id, level, *_ in rows) == {"1": 70, "2": 183}, "ASVS 5.0.0 has so many"
    assert len({number for number, *_ in rows}) == len(rows) == PAGE.read_text().count("\n| ") - PAGE.read_text().count("\n| | ") - 2 - 3
    for level in "12":
        states = Counter(state for _id, own, state, *_ in rows if own == level)
        assert f"| Level {level} | {states.total()} | {' | '.join(str(states[each]) for each in STATES)} |" in PAGE.read_text()


def test_every_test_that_is_named_is_there():
    named = TEST.findall(PAGE.read_text())
    assert len(named) > 200
    assert [f"{file}::{name}" for name, file in named if not (HERE / file).exists() or name not in functions(file)] == []
    assert [link for link in re.findall(r"\]\(((?!http)[^)]+)\)", PAGE.read_text()) if not (PAGE.parent / link).exists()] == []


def test_what_is_said_to_hold_has_a_test_and_what_does_not_has_words():
    rows = ROW.findall(PAGE.read_text())
    assert [
        number for number, _level, state, _words, tests in rows if state == "yes" and not TEST.search(tests) and number not in WITHOUT_TEST
    ] == []
    assert [number for number, _level, state, words, _tests in rows if state != "yes" and not words.strip()] == []
