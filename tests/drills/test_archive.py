"""The drill of the archived log in small, and its comparison."""

from __future__ import annotations

import pytest

from benchmarks.drills import archive, holds
from benchmarks.drills.archive_verdict import Answer, compared

pytestmark = pytest.mark.drill

ANSWERS = [Answer(writer, number, at=100.0 + 10 * number) for writer in (1, 2) for number in (1, 2, 3)]


@pytest.mark.slow
def test_what_the_log_brings_back_lacks_the_newest_writes_alone(settings):
    figures = archive.archived(settings, timeout=4, writing=6, megabytes=1)
    assert holds(figures, archive.TARGETS), figures


def test_the_newest_of_each_writer_may_be_lost():
    assert compared(ANSWERS, {"1-1", "1-2", "2-1"}, killed=131.0, timeout=30) == {
        "lost_writes": 3,
        "lost_seconds": 11.0,
        "lost_timeouts": 0.37,
        "holes": 0,
    }


def test_nothing_is_lost_where_everything_is_there():
    there = {answer.key for answer in ANSWERS} | {"1-4"}  # done, and its answer never came
    assert set(compared(ANSWERS, there, killed=131.0, timeout=30).values()) == {0}


def test_a_write_that_is_lost_before_one_that_is_there_is_a_hole():
    assert compared(ANSWERS, {"1-1", "1-3", "2-1", "2-2", "2-3"}, killed=131.0, timeout=30)["holes"] == 1
