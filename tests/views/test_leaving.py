"""They leave: the page of an organisation that moves out shows all of it before anything is written, and does it once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER
from app.actions.bookings.create import create_booking
from app.actions.licenses.end import end_license
from app.models import Booking, Invoice, License
from app.models.invoice import InvoiceStatus
from app.rules.wall_times import instant_at
from tests.queries.test_early_exit import committed
from tests.views.billing import instead, text_of
from tests.views.test_forms import Form, said_at
from tests.views.test_license_life import effect

ZONE = "Africa/Johannesburg"


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def acme(make: Any) -> Any:
    """Ann's desk is under a notice of one month; Ben's is not, and he has booked a room for R 200 on two days to come."""
    home = make.location(name="Kloof", zone=ZONE, opening_hours="")
    organisation = make.organisation(home, name="Acme")
    ann, ben = (
        make.user("Member", first_name=name, last_name="Other", organisation_id=organisation.id, location_id=home.id)
        for name in ("Ann", "Ben")
    )
    make.license(organisation, make.membership(home, name="Hot desk", notice_months=1), user_id=ann.id, code="ANN")
    make.license(organisation, make.membership(home, name="Office"), user_id=ben.id, code="BEN")
    room = make.room(make.space(home), name="Boardroom")
    for day in (18, 19):
        create_booking(
            by=SYSTEM,
            room_id=room.id,
            starts_at=instant_at(dt.datetime(2026, 6, day, 9), ZONE),
            ends_at=instant_at(dt.datetime(2026, 6, day, 10), ZONE),
            user_id=ben.id,
            title=f"On the {day}th",
        )
    return organisation


def book(make: Any, day: int, hour: int, **wishes: Any) -> Booking:
    """Ben has the room for an hour."""
    first = make.session.scalars(select(Booking).order_by(Booking.id)).first()
    begins = instant_at(dt.datetime(2026, 6, day, hour), ZONE)
    wishes = {"user_id": first.user_id} | wishes
    booking = create_booking(by=SYSTEM, room_id=first.room_id, starts_at=begins, ends_at=begins + dt.timedelta(hours=1), **wishes)
    make.session.rollback()
    return booking


def licenses(make: Any) -> dict[str, dt.date | None]:
    make.session.rollback()
    make.session.expire_all()
    return {each.code: each.ends_on for each in make.session.scalars(select(License))}


def test_it_proposes_the_earliest_day_of_all_and_shows_what_a_leaving_does(login: Any, make: Any, acme: Any) -> None:
    ann = make.session.scalars(select(License).where(License.code == "ANN")).one()
    make.deposit(ann, held=500000)
    make.adhoc(acme, description="Parking in May")
    make.wallet(acme, bought=12300)
    owed = make.invoice(acme, net=100000)
    browser, page = login(LOCATION_MANAGER, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    assert f"/organisations/action/leave/{acme.id}" in browser.get(f"/organisations/show/{acme.id}").get_data(as_text=True)
    form = Form(browser, page)
    assert form.values["on"] == "2026-07-31"
    assert "The longest notice is that of ANN: one month, given today, so earliest 31 Jul 2026." in text_of(browser.get(page))
    told = effect(browser, page, f"/organisations/leave-effect/{acme.id}", on="2026-06-18", end_reason="Bankrupt")
    for words in (
        "ANN Hot desk", "BEN Office", "The whole invoice", "2 950.00",
        "1 booking after 18 Jun 2026. R 200.00 of R 200.00 comes back.", "Boardroom · On the 19th", "It stays",
        "WiFi, printing and doors end with 18 Jun 2026 for: Ann Other Ben Other",
        "3 charges wait for the next invoice. Parking in May", "Credits for rooms Acme R 123.00", "Nothing is given back by itself", "R 5 000.00", str(owed.number), "R 1 150.00",
    ):  # fmt: skip
        assert words in told, (words, told)
    assert "On the 18th" not in told
    told = effect(browser, page, f"/organisations/leave-effect/{acme.id}", on="2026-06-18", end_reason="Bankrupt", cancel_bookings="y")
    assert "It is cancelled as well." in told and "2 charges wait for the next invoice." in told, "one of them is of the booking that goes"
    assert licenses(make) == {"ANN": None, "BEN": None}, "nothing is written"


def test_one_press_ends_all_gives_back_what_was_shown_and_acts_once(login: Any, make: Any, acme: Any) -> None:
    browser, page = login(LOCATION_MANAGER, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    form = Form(browser, page)
    assert "Give the reason to end it sooner" in said_at(form.send(on="2026-06-18"), "end_reason")
    typed = {"on": "2026-06-18", "end_reason": "Bankrupt", "cancel_bookings": "y"}
    assert "R 200.00 come back now, not what you were shown." in text_of(form.send(**typed, told_back="0"))
    assert licenses(make) == {"ANN": None, "BEN": None}
    answer = form.send(**typed, told_back="20000")
    assert answer.location.endswith(f"/organisations/show/{acme.id}")
    assert "They leave on 18 Jun 2026" in text_of(browser.get(answer.location))
    day = dt.date(2026, 6, 18)
    assert licenses(make) == {"ANN": day, "BEN": day}
    assert sorted(each.value for each in make.session.scalars(select(Booking.status))) == ["cancelled", "confirmed"]
    ben = make.session.scalars(select(License.id).where(License.code == "BEN")).one()
    end_license(ben, on=None, by=SYSTEM)
    assert form.send(**typed, told_back="20000").status_code == 302, "the same form again"
    assert licenses(make) == {"ANN": day, "BEN": None}


def test_another_page_than_the_one_that_was_shown_is_told(login: Any, make: Any, acme: Any) -> None:
    browser, page = login(LOCATION_MANAGER, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    form = Form(browser, page)
    make.license(acme, make.membership(acme.location), code="LATE")
    again = form.send(on="2026-07-31")
    assert "The licenses of Acme have changed since this page was opened." in text_of(again)
    assert licenses(make) == {"ANN": None, "BEN": None, "LATE": None}
    form.values["version"] = Form(browser, page).values["version"]
    assert form.values["version"] in again.get_data(as_text=True), "it may be decided again"
    assert form.send(on="2026-07-31").status_code == 302


def test_an_early_exit_is_said_in_money(login: Any, make: Any, session: Any, admin: Any) -> None:
    license = committed(make, admin)
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    session.commit()
    told = effect(
        login(),
        f"/organisations/leave/{license.organisation_id}",
        f"/organisations/leave-effect/{license.organisation_id}",
        on="2026-06-30",
        end_reason="Bankrupt",
    )
    assert "of its discount can be charged back." in told and "R 295.00" in told


def test_who_may_end_none_is_not_asked_and_other_places_are_said(login: Any, make: Any, acme: Any) -> None:
    make.license(acme, make.membership(make.location(name="Far")), code="FAR")
    browser, page = login(FRONT_DESK, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    assert "places where you do not work" in text_of(browser.get(page))
    shown = effect(browser, page, f"/organisations/leave-effect/{acme.id}", on="2026-07-31")
    assert "FAR" not in shown and "Deposits" not in shown, "who may not see deposits is told nothing of them"
    assert Form(browser, page).send(on="2026-07-31").status_code == 302
    assert licenses(make)["FAR"] is None
    finance = instead(login, browser, FINANCE)
    assert f"/organisations/action/leave/{acme.id}" not in finance.get(f"/organisations/show/{acme.id}").get_data(as_text=True)
    assert finance.get(page).status_code == 403
    nobody = make.organisation(acme.location)
    manager = instead(login, finance, LOCATION_MANAGER, locations=[acme.location])
    assert manager.get(f"/organisations/leave/{nobody.id}").location.endswith(f"/organisations/show/{nobody.id}")


def test_what_stays_is_what_the_cancelled_bookings_leave(login: Any, make: Any, acme: Any) -> None:
    """Coffee goes with its room, half of a late one is kept, and credits come back."""
    coffee = make.product(acme.location, name="Coffee", price_cents=2500, extra_most=20)
    make.wallet(acme, bought=20000)
    book(make, 17, 7, title="Paid by credits")
    book(make, 17, 8, title="Late", extras={coffee.id: 8})
    browser, page = login(LOCATION_MANAGER, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    typed = {"on": "2026-06-16", "end_reason": "Bankrupt"}
    stays = effect(browser, page, f"/organisations/leave-effect/{acme.id}", **typed)
    assert "4 charges wait for the next invoice." in stays and "No credits are left." in stays, stays
    told = effect(browser, page, f"/organisations/leave-effect/{acme.id}", **typed, cancel_bookings="y")
    assert "Boardroom · Late R 200.00" in told, "of the room and its coffee together: the lines come to the sum"
    assert "R 660.00 of R 920.00 comes back." in told, told
    assert "2 charges wait for the next invoice." in told and "R 86.96 Boardroom, 17 Jun 2026, 08:00-09:00 17 Jun 2026 R 17.39" in told, (
        told
    )
    assert "Credits for rooms Acme R 60.00" in told
    make.session.rollback()
    assert len(make.session.scalars(select(Booking).where(Booking.status == "confirmed")).all()) == 4, "nothing is written"


def test_bookings_that_a_leaving_does_not_touch_are_counted(login: Any, make: Any, acme: Any) -> None:
    book(make, 20, 9)
    make.session.execute(
        update(Booking).where(Booking.starts_at > dt.datetime(2026, 6, 20, tzinfo=dt.UTC)).values(override_reason="A favour")
    )
    far = make.room(make.space(make.location(name="Far", zone=ZONE)), name="Attic")
    make.booking(far, starts_at=dt.datetime(2026, 6, 22, 9, tzinfo=dt.UTC), organisation_id=acme.id)
    make.session.commit()
    browser, page = login(), f"/organisations/leave/{acme.id}"
    told = effect(browser, page, f"/organisations/leave-effect/{acme.id}", on="2026-06-18", end_reason="Bankrupt")
    assert "1 booking after 18 Jun 2026." in told and "2 other bookings after that day stay as they are" in told
    told = effect(browser, page, f"/organisations/leave-effect/{acme.id}", on="2026-06-19", end_reason="Bankrupt")
    assert "2 other bookings" in told and "None, or another license" not in told


def test_a_license_that_has_not_begun_moves_no_proposal_and_is_named(login: Any, make: Any, acme: Any) -> None:
    make.license(acme, make.membership(acme.location), code="LATE", starts_on=dt.date(2026, 10, 1))
    browser, page = login(LOCATION_MANAGER, locations=[acme.location]), f"/organisations/leave/{acme.id}"
    assert Form(browser, page).values["on"] == "2026-07-31"
    assert "LATE begins on 1 Oct 2026: remove it first to leave before that." in text_of(browser.get(page))
    make.session.execute(update(License).where(License.code != "LATE").values(ends_on=dt.date(2026, 6, 1)))
    make.session.commit()
    assert Form(browser, page).values["on"] == "2026-10-01", "it is all that they have"
