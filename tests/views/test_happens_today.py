"""What happens today stands on the start page, by the clock of each place, for whoever may see it."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
import time_machine

from app.access.roles import FINANCE, FRONT_DESK, SALES
from app.models import Activity, Location
from tests.make import Make

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)  # 11:00 in Cape Town
HOUR = dt.timedelta(hours=1)


def card(browser: Any, heading: str) -> tuple[str, str] | None:
    """What stands in the card, and what opens behind "All"."""
    page = browser.get("/").get_data(as_text=True)
    found = re.search(
        rf"(?s)<section[^>]*>\s*<div class=\"card-header\">\s*<h2[^>]*>{heading}</h2>\s*<a[^>]*href=\"([^\"]+)\".*?</section>", page
    )
    return None if found is None else (found[0], browser.get(html.unescape(found[1])).get_data(as_text=True))


def named(text: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in text), key=text.index)


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here(make: Make) -> Location:
    """With a far one, which has the same."""
    here, far = make.location(name="Kloof"), make.location(name="Far")
    for place, mark in ((here, "K"), (far, "F")):
        room = make.room(make.space(place))
        for name, at in (("Over", -3), ("Now", -0.5), ("Later", 4), ("Midnight", 12.5), ("Tomorrow", 13.5), ("Yesterday", -12)):
            make.booking(room, starts_at=NOW + at * HOUR, title=f"{mark}-{name}")
        make.booking(room, starts_at=NOW + 6 * HOUR, title=f"{mark}-Cancelled", status="cancelled")
        lead = make.lead(place, make.contact(f"{mark} Ndlovu"))
        for name, at, status, kind in (
            ("Tour", 2, "planned", "visit"),
            ("Coffee", -1, "planned", "meeting"),
            ("Held", -2, "done", "visit"),
            ("Off", 3, "cancelled", "visit"),
            ("Next", 14, "planned", "visit"),
        ):
            make._kept(
                Activity(
                    location_id=place.id,
                    contact_id=lead.contact_id,
                    lead_id=lead.id,
                    kind=kind,
                    status=status,
                    at=NOW + at * HOUR,
                    minutes=30,
                    uid=uuid.uuid4(),
                    subject=f"{mark}-{name}",
                )
            )
        make._kept(Activity(location_id=place.id, contact_id=lead.contact_id, lead_id=lead.id, kind="call", at=NOW, subject=f"{mark}-Call"))
    return here


@pytest.mark.parametrize("role", [FRONT_DESK, SALES])
def test_bookings_and_tours_of_today_are_shown_by_place_with_the_next_one_first(here: Location, login: Any, role: str) -> None:
    browser = login(role, locations=[here])
    shown, listed = card(browser, "Bookings today") or ("", "")
    assert named(
        shown, *(f"{mark}-{name}" for mark in "KF" for name in ("Over", "Now", "Later", "Midnight", "Tomorrow", "Yesterday", "Cancelled"))
    ) == ["K-Now", "K-Later", "K-Midnight"]
    assert "10:30" in shown and "15:00" in shown, "by the clock of the place"
    assert named(listed, "K-Over", "K-Now", "K-Midnight", "K-Tomorrow", "K-Yesterday", "F-Now") == ["K-Over", "K-Now", "K-Midnight"]
    shown, listed = card(browser, "Tours today") or ("", "")
    assert named(shown, *(f"{mark}-{name}" for mark in "KF" for name in ("Tour", "Coffee", "Held", "Off", "Next", "Call"))) == [
        "K-Coffee",
        "K-Tour",
    ]
    assert named(listed, "K-Held", "K-Coffee", "K-Tour", "K-Off", "K-Next", "K-Call", "F-Tour") == ["K-Held", "K-Coffee", "K-Tour", "K-Off"]


def test_who_may_not_see_contacts_hears_of_no_tour(here: Location, login: Any) -> None:
    browser = login(FINANCE, locations=[here])
    assert card(browser, "Tours today") is None and card(browser, "Bookings today") is not None
    assert browser.get("/meetings/list/").status_code in (302, 403)
    assert "Ndlovu" not in browser.get("/").get_data(as_text=True)


def test_few_rows_and_the_rest_behind_all(make: Make, login: Any) -> None:
    place = make.location()
    rooms = [make.room(make.space(place)) for _each in range(9)]
    for number, room in enumerate(rooms):
        make.booking(room, starts_at=NOW + HOUR, title=f"Room-{number}")
    shown, listed = card(login(FRONT_DESK, locations=[place]), "Bookings today") or ("", "")
    assert (len(re.findall(r"Room-\d", shown)), len(set(re.findall(r"Room-\d", listed)))) == (6, 9)
