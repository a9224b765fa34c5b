"""The demo's people at the door: whatever o'clock it is when somebody starts, nobody is in twice and nobody left before they came."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest

from app.cli.demo_network.at_the_door import _stays
from app.models import FoyerUser, Guest, Location


@pytest.mark.parametrize("hour", range(24))
def test_at_every_hour(hour: int) -> None:
    place = Location(id=1, code="KLF", zone="Africa/Johannesburg", country="ZA")
    members = [FoyerUser(id=n, first_name="Pat", last_name=str(n), username=f"pat{n}") for n in range(1, 31)]
    guests = [Guest(id=n, name=f"Guest {n}", company="") for n in range(1, 13)]
    now = dt.datetime(2026, 12, 1, hour, 22, tzinfo=dt.UTC)
    rows = list(_stays(place, members, guests, now, Random(hour)))
    inside = Counter((row["user_id"], row["guest_id"]) for row in rows if row["left_at"] is None)
    assert inside and max(inside.values()) == 1 and len({row["key"] for row in rows}) == len(rows)
    assert all(row["arrived_at"] <= now and (row["left_at"] or now) >= row["arrived_at"] for row in rows)
