"""What is free at a location is what is free in its spaces."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine

from tests.make import Make


def test_who_is_too_many_in_one_space_takes_no_place_of_another(make: Make, login: Any) -> None:
    """Three on a floor for two, and nobody in a studio for four: four places are free, and the location says so too."""
    place = make.location(name="Kloof")
    floor, _studio, desk, own = (
        make.space(place, name="Floor", capacity=2),
        make.space(place, name="Studio", capacity=4),
        make.membership(place),
        make.organisation(place),
    )
    for _each in range(3):
        make.license(own, desk, space_id=floor.id, starts_on=dt.date(2026, 6, 1))
    with time_machine.travel(dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC), tick=False):
        rows = login().get("/reports/occupancy/now.csv?from=2026-06&to=2026-06").get_data(as_text=True).splitlines()
    assert rows[1:] == ['"Kloof, desks",3,6,50,4', "Kloof · Floor,3,2,150,0", "Kloof · Studio,0,4,0,4"]
