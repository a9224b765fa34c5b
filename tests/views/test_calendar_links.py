"""Calendars that are fetched without a sign-in: what stands in them, who makes and ends them, and that a secret stays one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.secret_links.renew import renew_link
from app.core.errors import Forbidden, Missing
from app.logs import _without_links
from app.models import AuditEvent, SecretLink
from app.models.booking import BookingStatus
from app.models.secret_link import LinkKind
from tests.views.test_forms import Form

NOW = dt.datetime(2026, 6, 16, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def fresh_limits(web_app: Any) -> None:
    web_app.appbuilder.sm.limiter.reset()


@pytest.fixture
def room(make: Any) -> Any:
    make.role("Member")
    return make.room(make.space(make.location(name="Kloof", zone="Europe/Amsterdam")), name="Boardroom")


@pytest.fixture
def ann(make: Any, room: Any) -> Any:
    return make.user("Member", first_name="Ann", organisation_id=make.organisation(room.location).id, location_id=room.location_id)


@pytest.fixture
def browser(client: Any, ann: Any) -> Any:
    assert Form(client, "/login/").send(username=ann.username, password="a long walk on a short pier").status_code == 302
    return client


def button(browser: Any, page: str, address: str) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).get_data(as_text=True))
    assert token
    return browser.post(address, data={"csrf_token": token[1]}, follow_redirects=True)


def address_on(answer: Any) -> str:
    """The path of the address that the page shows."""
    found = re.search(r'value="https?://[^/"]+(/(?:ical|room)/[\w.-]+)"', answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)[:2000]
    return found[1]


def test_a_person_makes_renews_and_ends_their_own(browser: Any, ann: Any, room: Any, make: Any, web_app: Any) -> None:
    booking = make.booking(room, user_id=ann.id, title="Plan B; part 1", guests=("ben@guest.example",), note="secret sauce")
    make.booking(room, title="Somebody else's", starts_at=NOW + 4 * HOUR)
    make.booking(room, user_id=ann.id, title="Called off", starts_at=NOW + 6 * HOUR, status=BookingStatus.CANCELLED)
    assert "/my/calendar-link/" in browser.get("/my/profile/").get_data(as_text=True)

    first = address_on(button(browser, "/my/calendar-link/", "/my/calendar-link/renew"))
    assert first not in browser.get("/my/calendar-link/").get_data(as_text=True)
    anybody = web_app.test_client()
    answer = anybody.get(first)
    calendar = vobject.readOne(answer.get_data(as_text=True))
    assert [event.summary.value for event in calendar.contents["vevent"]] == ["Plan B; part 1"]
    assert calendar.vevent.url.value.endswith(f"/my/bookings/{booking.public_id}")
    assert (calendar.method.value, answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "PUBLISH",
        "text/calendar; charset=utf-8",
        "private, max-age=300",
    )
    assert b"ben@guest" not in answer.data and b"mailto" not in answer.data and b"sauce" not in answer.data
    assert "Set-Cookie" not in answer.headers

    second = address_on(button(browser, "/my/calendar-link/", "/my/calendar-link/renew"))
    assert second != first and anybody.get(first).status_code == 404 and anybody.get(second).status_code == 200
    assert "has stopped working" in button(browser, "/my/calendar-link/", "/my/calendar-link/revoke").get_data(as_text=True)
    assert anybody.get(second).status_code == 404


def test_a_feed_that_has_not_changed_is_not_sent_again(ann: Any, room: Any, make: Any, client: Any) -> None:
    booking = make.booking(room, user_id=ann.id)
    address = f"/ical/{renew_link(LinkKind.MY_CALENDAR, ann.id, by=make_own(ann))}.ics"
    tag = client.get(address).headers["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    booking.title = "Renamed"
    make.session.commit()
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag and b"SUMMARY:Renamed" in changed.data


def make_own(user: Any) -> Actor:
    """The person as they act at /my."""
    return Actor(id=user.id, name=str(user), is_staff=False)


def test_a_room_tells_when_it_is_busy_and_little_else(make: Any, room: Any, ann: Any, login: Any, web_app: Any) -> None:
    make.booking(room, user_id=ann.id, title="Board of Acme", starts_at=NOW)
    make.booking(room, title="Open house", is_open=True, starts_at=NOW + 2 * HOUR)
    make.booking(room, title="Held", starts_at=NOW + 4 * HOUR, status=BookingStatus.HELD, held_until=NOW + HOUR)
    make.booking(room, title="Lapsed", starts_at=NOW + 6 * HOUR, status=BookingStatus.HELD, held_until=NOW - HOUR)
    make.booking(room, title="Short", starts_at=NOW - 5 * HOUR, hours=2, status=BookingStatus.DONE, ended_at=NOW - 4 * HOUR)
    desk = login(FRONT_DESK, locations=[room.location])
    page = f"/room-links/{room.id}"

    answer = button(desk, page, f"{page}/calendar/renew")
    address = address_on(answer)
    calendar = Calendar.from_ical(web_app.test_client().get(address).data)
    assert [(str(event["summary"]), event.decoded("dtend") - event.decoded("dtstart")) for event in calendar.walk("VEVENT")] == [
        ("Booked", HOUR), ("Booked", HOUR), ("Open house", HOUR), ("Booked", HOUR),
    ]  # fmt: skip
    assert str(calendar["X-WR-CALNAME"]) == r"Boardroom\, Kloof" and b"Acme" not in calendar.to_ical() and b"/my/" not in calendar.to_ical()
    button(desk, page, f"{page}/calendar/revoke")
    assert web_app.test_client().get(address).status_code == 404


def test_who_may_make_which(make: Any, room: Any, ann: Any, login: Any) -> None:
    elsewhere = make.room()
    desk = login(FRONT_DESK, locations=[room.location])
    assert desk.get(f"/room-links/{room.id}").status_code == 200
    assert desk.get(f"/room-links/{elsewhere.id}").status_code == 404
    assert button(desk, f"/room-links/{room.id}", f"/room-links/{elsewhere.id}/screen/renew").status_code == 404
    assert button(desk, f"/room-links/{room.id}", f"/room-links/{room.id}/my_calendar/renew").status_code == 404
    assert "Calendar and screen" in desk.get(f"/rooms/show/{room.id}").get_data(as_text=True)

    with pytest.raises(Forbidden):
        renew_link(LinkKind.MY_CALENDAR, ann.id, by=SYSTEM)
    with pytest.raises(Forbidden):
        renew_link(LinkKind.ROOM_SCREEN, room.id, by=make.actor(FINANCE, at=[room.location]))
    with pytest.raises(Missing):
        renew_link(LinkKind.ROOM_SCREEN, elsewhere.id, by=make.actor(FRONT_DESK, at=[room.location]))


def test_whoever_is_deactivated_has_no_calendar(make: Any, ann: Any, client: Any) -> None:
    address = f"/ical/{renew_link(LinkKind.MY_CALENDAR, ann.id, by=make_own(ann))}.ics"
    assert client.get(address).status_code == 200
    ann.active = False
    make.session.commit()

    assert client.get(address).status_code == 404


def test_a_secret_is_kept_nowhere(make: Any, ann: Any, session: Any) -> None:
    secret = renew_link(LinkKind.MY_CALENDAR, ann.id, by=make_own(ann))
    link = session.scalars(select(SecretLink)).one()

    assert len(secret) == 43 and secret not in str(vars(link))
    told = [event.changes for event in session.scalars(select(AuditEvent).where(AuditEvent.noun == "secret_link"))]
    assert told and secret not in str(told) and link.secret_hash not in str(told)
    line = _without_links(None, "error", {"event": "fault", "path": f"/ical/{secret}.ics", "exception": f"GET /room/{secret} failed"})
    assert secret not in str(line) and line["path"] == "/ical/•••.ics"


@pytest.mark.parametrize("secret", ["x", "x" * 43, "x" * 500, "%00", "../login", "é" * 43])
def test_a_wrong_secret_opens_nothing(client: Any, room: Any, secret: str) -> None:
    assert client.get(f"/ical/{secret}.ics").status_code == 404


def test_guessing_is_slowed_down(client: Any, room: Any) -> None:
    answers = [client.get(f"/ical/{'x' * 40}{number}.ics").status_code for number in range(22)]

    assert answers[:20] == [404] * 20 and answers[-1] == 429


def test_a_mail_s_link_leads_to_the_booking_of_whom_it_is(browser: Any, ann: Any, room: Any, make: Any) -> None:
    mine, other = make.booking(room, user_id=ann.id), make.booking(room, starts_at=NOW + 5 * HOUR)

    assert browser.get(f"/my/bookings/{mine.public_id}").location.endswith(f"/my/bookings/{mine.id}")
    assert browser.get(f"/my/bookings/{mine.public_id}", follow_redirects=True).status_code == 200
    assert browser.get(f"/my/bookings/{other.public_id}").status_code == 404
