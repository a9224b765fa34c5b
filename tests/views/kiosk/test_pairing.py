"""A tablet is paired once, works at its own door alone, and stops the moment that it is taken off the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER
from app.access.visit_links import location_of, location_token, turns_at
from app.actions.kiosks.create import create_kiosk
from app.actions.kiosks.remove import remove_kiosk
from app.actions.kiosks.who import kiosk_of
from app.actions.settings.put import put_setting
from app.core.clock import now
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Kiosk

NOON = dt.datetime(2026, 6, 16, 10, 2, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def address(kloof: Any, by: Any) -> str:
    return f"/kiosk/pair/{create_kiosk(location_id=kloof.id, name='Front door', by=by)[1]}"


def csrf(page: str) -> str:
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def paired(client: Any, where: str) -> Any:
    return client.post(where, data={"csrf_token": csrf(client.get(where).get_data(as_text=True))})


def test_an_address_pairs_one_tablet_and_is_worth_nothing_after(client: Any, kloof: Any, admin: Any, session: Any) -> None:
    where = address(kloof, admin)
    assert "Front door" in client.get(where).get_data(as_text=True)  # looking pairs nothing: previews look too
    assert session.scalars(select(Kiosk.seen_at)).one() is None

    answer = paired(client, where)
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, answer.location) == (303, "/kiosk/KLF")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/kiosk" in cookie
    assert where.rpartition("/")[2] not in cookie
    page = client.get("/kiosk/KLF")
    assert page.status_code == 200 and "Welcome to Kloof" in page.get_data(as_text=True)
    assert "camera=(self)" in page.headers["Permissions-Policy"] and "camera=()" in client.get("/login/").headers["Permissions-Policy"]

    other = client.application.test_client()
    assert other.get(where).status_code == 404 and "no kiosk yet" in other.get("/kiosk/KLF").get_data(as_text=True)
    assert where.rpartition("/")[2] not in str([event.changes for event in session.scalars(select(AuditEvent))])


def test_an_address_is_good_for_an_hour(client: Any, kloof: Any, admin: Any) -> None:
    where = address(kloof, admin)
    with time_machine.travel(now() + 61 * MINUTE, tick=False):
        assert client.get(where).status_code == 404
    assert client.get(where).status_code == 200


def test_a_tablet_is_of_one_door(client: Any, make: Any, kloof: Any, admin: Any, session: Any) -> None:
    make.location(name="Sea Point", code="SPT")
    paired(client, address(kloof, admin))

    assert client.get("/kiosk/SPT").status_code == 404 and client.get("/kiosk/klf").status_code == 200
    assert client.get("/kiosk/").location == "/kiosk/KLF"
    assert client.get("/kiosk/door").get_json()["code"].startswith("data:image/svg+xml")

    remove_kiosk(session.scalars(select(Kiosk.id)).one(), by=admin)
    assert client.get("/kiosk/door").status_code == 404 and client.get("/kiosk/KLF").status_code == 404


def test_the_list_says_when_it_was_heard_of(client: Any, kloof: Any, admin: Any, session: Any) -> None:
    paired(client, address(kloof, admin))
    before, told = session.scalars(select(Kiosk.seen_at)).one(), session.query(AuditEvent).count()

    client.get("/kiosk/door")
    session.expire_all()
    assert session.scalars(select(Kiosk.seen_at)).one() == before  # once a minute is enough
    with time_machine.travel(now() + 2 * MINUTE, tick=False):
        client.get("/kiosk/door")
    session.expire_all()
    assert session.scalars(select(Kiosk.seen_at)).one() > before
    assert session.query(AuditEvent).count() == told


def test_staff_add_it_where_they_work(login: Any, make: Any, kloof: Any, session: Any) -> None:
    elsewhere = make.location(name="Elsewhere", code="ELS")
    desk = login(LOCATION_MANAGER, locations=[kloof])
    page = desk.get("/kiosks/add").get_data(as_text=True)
    said = {"location": kloof.id, "name": "  Front   door ", "csrf_token": csrf(page)}

    answer = desk.post("/kiosks/add", data=said).get_data(as_text=True)
    assert "/kiosk/pair/" in answer and "data:image/svg" in answer
    assert session.scalars(select(Kiosk.name)).all() == ["Front door"]
    assert "/kiosk/pair/" not in desk.get("/kiosks/list/").get_data(as_text=True)
    desk.post("/kiosks/add", data=said | {"name": "x" * 81})
    desk.post("/kiosks/add", data=said | {"location": elsewhere.id})
    assert session.query(Kiosk).count() == 1

    row = session.scalars(select(Kiosk.id)).one()
    gone = desk.post(
        "/kiosks/action_post", data={"action": "take_off", "rowid": row, "csrf_token": said["csrf_token"]}, follow_redirects=True
    )
    assert "Taken off the list." in gone.get_data(as_text=True) and session.query(Kiosk).count() == 0


@pytest.mark.parametrize("role", [FRONT_DESK, MEMBER])
def test_others_put_no_tablet_anywhere(make: Any, kloof: Any, role: str) -> None:
    with pytest.raises((Forbidden, Missing)):
        create_kiosk(location_id=kloof.id, name="Front door", by=make.actor(role, at=[kloof]))


def test_a_kiosk_needs_a_place_and_a_secret_that_opens_it(kloof: Any, admin: Any) -> None:
    for wish in ({"location_id": None}, {"name": "  "}, {"name": "x" * 81}):
        with pytest.raises(Refused):
            create_kiosk(**({"location_id": kloof.id, "name": "Front door"} | wish), by=admin)
    _kiosk, secret = create_kiosk(location_id=kloof.id, name="Front door", by=admin)
    for wrong in (secret, "", "x" * 43, "x" * 500):
        with pytest.raises(Missing):
            kiosk_of(wrong)


def test_the_code_at_the_door_is_of_one_place_and_of_these_minutes(web_app: Any, app: Any, make: Any, admin: Any) -> None:
    kloof, other = make.location(), make.location()
    token = location_token(kloof.id, NOON)

    assert len(token) == 32 and token != location_token(other.id, NOON)
    assert [location_of(token, NOON + minutes * MINUTE) for minutes in (0, 2, 3, 7)] == [kloof.id] * 4
    assert [location_of(token, NOON + minutes * MINUTE) for minutes in (8, 24 * 60, -3, -60)] == [None] * 4
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        location_token(other.id, NOON)[:11] + token[11:],
        "",
        "x",
        "ü" * 32,
        token + "AAAA",
        f"{token}=",
    ]
    assert [location_of(each, NOON) for each in forged] == [None] * len(forged)
    assert turns_at(NOON) == NOON + 3 * MINUTE

    put_setting("presence.qr_minutes", "1", by=admin)
    assert location_of(token, NOON) is None and turns_at(NOON) == NOON + MINUTE
    assert location_of(location_token(kloof.id, NOON), NOON + 2 * MINUTE) is None
