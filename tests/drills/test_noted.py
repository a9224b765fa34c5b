"""docs/drills.md is what drills.json says, and what is kept there of every drill meets its present targets."""

from __future__ import annotations

import pytest

from app.cli import drill, drill_notes

LONG = {"axe", "soak"}  # a quarter of an hour each: the page says whether they are noted


def test_the_page_is_made_of_what_was_kept():
    assert drill_notes.PAGE.read_text() == drill_notes.page(drill_notes.targets()), "play the drill again with --note"


@pytest.mark.parametrize("name", sorted(drill.modules()))
def test_what_is_kept_of_a_drill_meets_its_targets(name):
    assert name in drill_notes.read() or name in LONG
    assert name not in drill_notes.read() or drill_notes.missed(name, drill.modules()[name].TARGETS) == []


def test_a_miss_and_a_figure_that_is_not_there_are_told(monkeypatch):
    kept = {"money": {"short": {"figures": {"differences": 2}}}}
    monkeypatch.setattr(drill_notes, "read", lambda: kept)
    assert drill_notes.missed("money", {"differences": "= 0", "cases": ">= 1"}) == ["differences", "cases"]
    assert drill_notes.missed("soak", {"failed_requests": "= 0"}) == ["failed_requests"]
