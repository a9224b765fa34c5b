"""The list of what Foyer stands on is up to date, and every licence in it goes with ours."""

from __future__ import annotations

from app.cli import dependencies


def test_every_licence_goes_with_ours():
    assert dependencies.unfit() == []
    assert not dependencies.fits("AGPL-3.0-only") and not dependencies.fits("MIT AND GPL-3.0-only") and not dependencies.fits("unknown")
    assert dependencies.fits("GPL-2.0-or-later OR MPL-2.0")


def test_the_page_is_what_the_pins_say():
    assert dependencies.PAGE.read_text() == dependencies.page(), "python3 run.py dependencies --write"


def test_what_foyer_asks_for_is_told_from_what_comes_along():
    why = {name: who for name, _, _, who in dependencies.pinned()}
    assert (why["flask"], why["psycopg"], why["ruff"], why["markupsafe"]) == ("Foyer", "Foyer", "tests", "others")


# The first version in which a known weakness is gone: older ones come back by no compromise of a resolver.
FLOORS = {
    "flask": (3, 1, 3),
    "flask-appbuilder": (5, 2, 2),
    "werkzeug": (3, 1, 4),
    "jinja2": (3, 1, 6),
    "pillow": (12, 2),
    "urllib3": (2, 6, 3),
    "cryptography": (46, 0, 5),
    "gunicorn": (23,),
    "lxml": (6,),
}


def test_no_part_is_older_than_what_mended_it():
    pinned = {name: tuple(int(part) for part in version.split(".") if part.isdigit()) for name, version, _, _ in dependencies.pinned()}
    assert {name: pinned[name] for name, floor in FLOORS.items() if pinned[name] < floor} == {}
