"""Bookings that somebody has to cancel, many at a time: after a license has ended, on closed days, and the rest of a series. The list is the number, and the sum is told first."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, LOCATION_MANAGER
from app.actions.accounts.person import the_person
from app.actions.bookings.create import create_booking
from app.actions.bookings.create_series import create_series
from app.models import Booking, Closure, FoyerUser, License
from app.models.booking import BookingStatus
from app.models.booking_series import Repeat
from app.models.user import TeamRole
from app.queries.bookings.series_preview import Plan
from app.rules.wall_times import instant_at
from tests.make import PASSWORD
from tests.views.billing import instead, press, text_of
from tests.views.test_forms import Form
from tests.views.test_license_life import effect
from tests.views.test_start_page_numbers import told

ZONE = "Africa/Johannesburg"


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def room(make: Any) -> Any:
    return make.room(make.space(make.location(name="Kloof", zone=ZONE, opening_hours="")), name="Boardroom")


@pytest.fixture
def license(make: Any, room: Any) -> Any:
    acme = make.organisation(room.location, name="Acme")
    return make.license(
        acme, user_id=make.user("Member", first_name="Ann", last_name="Other", organisation_id=acme.id, location_id=room.location_id).id
    )


@pytest.fixture
def booked(room: Any, license: Any) -> list[Booking]:
    """R200 on each of three days to come."""
    return [
        create_booking(
            by=SYSTEM, room_id=room.id, starts_at=at(day, 9), ends_at=at(day, 10), user_id=license.user_id, title=f"On the {day}th"
        )
        for day in (18, 19, 20)
    ]


def at(day: int, hour: int) -> dt.datetime:
    return instant_at(dt.datetime(2026, 6, day, hour), ZONE)


def statuses(make: Any) -> list[str]:
    make.session.expire_all()
    return [each.value for each in make.session.scalars(select(Booking.status).order_by(Booking.starts_at))]


def titles(page: str) -> list[str]:
    return sorted(set(re.findall(r"On the \d+th", page)))


def test_the_start_page_counts_what_stays_after_an_end_and_opens_exactly_that(
    login: Any, make: Any, room: Any, license: Any, booked: list[Booking]
) -> None:
    manager = login(LOCATION_MANAGER, locations=[room.location])
    assert told(manager, "bookings after a license has ended") is None
    assert Form(manager, f"/licenses/end/{license.id}").send(on="2026-06-18", end_reason="Moves").status_code == 302
    count, listed = told(manager, "bookings after a license has ended") or (0, "")
    assert (count, titles(listed)) == (2, ["On the 19th", "On the 20th"]) and "2 in all" in listed
    assert told(instead(login, manager, FINANCE), "bookings after a license has ended") is None, "who cancels none is told nothing"
    assert told(instead(login, manager, LOCATION_MANAGER, locations=[make.location()]), "bookings after a license has ended") is None


def test_an_end_says_what_comes_back_and_cancels_them_too(login: Any, make: Any, room: Any, license: Any, booked: list[Booking]) -> None:
    manager, page, asked = (
        login(LOCATION_MANAGER, locations=[room.location]),
        f"/licenses/end/{license.id}",
        f"/licenses/effect/end/{license.id}",
    )
    typed = {"on": "2026-06-18", "end_reason": "Moves"}
    said = effect(manager, page, asked, **typed)
    assert "2 bookings after 18 Jun 2026. R 400.00 of R 400.00 comes back." in said and "They stay" in said
    assert "They are cancelled as well." in effect(manager, page, asked, **typed, cancel_bookings="y")
    assert statuses(make) == ["confirmed"] * 3
    form = Form(manager, page)
    stale = form.send(**typed, cancel_bookings="y", told_back="10000")
    assert "R 400.00 come back now, not what you were shown." in text_of(stale)
    assert make.session.get_one(License, license.id).ends_on is None
    assert form.send(**typed, cancel_bookings="y", told_back="40000").status_code == 302
    assert statuses(make) == ["confirmed", "cancelled", "cancelled"]
    assert make.session.get_one(License, license.id).ends_on == dt.date(2026, 6, 18)


def test_without_bookings_an_end_asks_nothing_of_them(login: Any, room: Any, license: Any) -> None:
    assert "cancel_bookings" not in login(LOCATION_MANAGER, locations=[room.location]).get(f"/licenses/end/{license.id}").get_data(
        as_text=True
    )


def test_taking_somebody_out_of_the_team_asks_what_becomes_of_their_bookings(
    make: Any, web_app: Any, license: Any, booked: list[Booking]
) -> None:
    owner = make.user("Member", organisation_id=license.organisation_id, location_id=license.location_id, team_role=TeamRole.OWNER)
    browser = web_app.test_client()
    Form(browser, "/login/").send(username=owner.username, password=PASSWORD)
    address = f"/my/team/remove/{license.user_id}"
    assert f'href="{address}"' in browser.get("/my/team/").get_data(as_text=True)
    form = Form(browser, address)
    page = text_of(browser.get(address))
    assert "Also cancel their 3 bookings to come" in page and "R 600.00 of R 600.00 comes back." in page
    assert make.session.get_one(FoyerUser, license.user_id).organisation_id == license.organisation_id
    assert form.send(cancel_bookings="y", back="1").status_code == 302
    assert statuses(make) == ["confirmed"] * 3
    assert form.send(cancel_bookings="y").status_code == 302
    assert statuses(make) == ["cancelled"] * 3
    assert browser.get(address).status_code == 302, "who is out already is not asked about"


@pytest.mark.parametrize("whole_house", [False, True])
def test_a_closure_leads_to_its_bookings_and_they_are_cancelled_together(
    login: Any, make: Any, room: Any, booked: list[Booking], whole_house: bool
) -> None:
    other = make.room(make.space(room.location), name="Den")
    make.booking(other, starts_at=at(19, 9), title="On the 29th")
    make.booking(room, starts_at=at(18, 20), ends_at=at(19, 0), title="On the 17th")  # until midnight: it does not touch the day
    make.booking(room, starts_at=at(18, 0), title="On the 16th", status=BookingStatus.CANCELLED)
    closure = make._kept(
        Closure(
            location_id=room.location_id,
            room_id=None if whole_house else room.id,
            starts_on=dt.date(2026, 6, 19),
            ends_on=dt.date(2026, 6, 20),
            reason="Painting",
        )
    )
    manager = login(LOCATION_MANAGER, locations=[room.location])
    expected = ["On the 19th", "On the 20th", *(["On the 29th"] if whole_house else [])]
    page = manager.get(f"/closures/show/{closure.id}").get_data(as_text=True)
    found = re.search(r'href="(/bookings/list/[^"]+)"', page)
    assert found is not None and "Cancel or move them" in page
    address = html.unescape(found[1])
    listed = manager.get(address).get_data(as_text=True)
    assert titles(listed) == expected and f"{len(expected)} in all" in listed

    asked = address.replace("/bookings/list/", "/bookings/action_post")
    shown = press(manager, asked, "/profile/edit", action="cancel_many", all="yes")
    assert f"{len(expected)} can be done, 0 would be refused." in text_of(shown)
    assert "The members cancel: R 400.00 comes back." in text_of(shown) and "We cancel: R 400.00 comes back." in text_of(shown)
    go = {"action": "cancel_many", "all": "yes", "go": "yes", "expected": str(len(expected)), "by_operator": "y"}
    assert "Say why the house cancels" in text_of(press(manager, asked, "/profile/edit", **go))
    assert "cancelled" not in {
        each.status.value for each in make.session.scalars(select(Booking).where(Booking.id.in_([each.id for each in booked])))
    }
    assert press(manager, asked, "/profile/edit", **go, reason="Painting").status_code == 302
    make.session.expire_all()
    done = make.session.scalars(select(Booking).where(Booking.cancel_reason == "Painting").order_by(Booking.title)).all()
    assert [each.title for each in done] == expected
    assert {each.charged_cents for each in done} == {0}
    assert "Cancel or move them" not in manager.get(f"/closures/show/{closure.id}").get_data(as_text=True)


def test_chosen_rows_are_asked_about_first_however_few(login: Any, make: Any, room: Any, booked: list[Booking]) -> None:
    manager = login(LOCATION_MANAGER, locations=[room.location])
    form = {"action": "cancel_many", "rowid": str(booked[0].id)}
    assert "Tried out on the 1 row: 1 can be done" in text_of(press(manager, "/bookings/action_post", "/profile/edit", **form))
    assert statuses(make) == ["confirmed"] * 3
    assert press(manager, "/bookings/action_post", "/profile/edit", **form, go="yes", expected="1").status_code == 302
    assert statuses(make) == ["cancelled", "confirmed", "confirmed"]


@pytest.fixture
def series(room: Any, license: Any, make: Any) -> list[Booking]:
    """R200 a day from tomorrow on, three times."""
    ann = the_person(make.session.get_one(FoyerUser, license.user_id))
    return create_series(
        Plan(room.id, Repeat.DAILY, dt.date(2026, 6, 17), dt.date(2026, 6, 19), dt.time(10), dt.time(11), user_id=license.user_id), by=ann
    )


@pytest.mark.parametrize("staff", [True, False])
def test_the_rest_of_a_series_says_the_sum_and_refuses_another_one(
    login: Any, web_app: Any, make: Any, room: Any, license: Any, series: list[Booking], staff: bool
) -> None:
    if staff:
        browser, address = login(LOCATION_MANAGER, locations=[room.location]), f"/bookings/cancel-rest/{series[0].id}"
    else:
        browser, address = web_app.test_client(), f"/my/bookings/{series[0].id}/cancel-rest"
        Form(browser, "/login/").send(username=make.session.get_one(FoyerUser, license.user_id).username, password=PASSWORD)
        assert f'href="{address}"' in browser.get(f"/my/bookings/{series[0].id}").get_data(as_text=True)
    page = text_of(browser.get(address))
    assert "3 dates, each by the policy of its own day." in page
    assert (
        "The member cancels: R 600.00 comes back. We cancel: R 600.00 comes back." if staff else "R 600.00 of R 600.00 comes back."
    ) in page
    form = Form(browser, address)
    with time_machine.travel(dt.datetime(2026, 6, 16, 8, 15, tzinfo=dt.UTC)):  # less than a day before the first
        late = browser.post(address, data=form.values, follow_redirects=True)
        assert "R 500.00 come back now, not what you were shown." in text_of(late)
        assert statuses(make) == ["confirmed"] * 3
        assert Form(browser, address).send().status_code == 302
    assert statuses(make) == ["cancelled"] * 3
