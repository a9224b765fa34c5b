"""What tests of actions share."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine


@pytest.fixture
def on():
    """`on(2026, 4, 2)` is the morning of that day; the days may only go on."""
    with time_machine.travel(dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC), tick=False) as traveller:
        yield lambda *day: traveller.move_to(dt.datetime(*day, 8, tzinfo=dt.UTC))
