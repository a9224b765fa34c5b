"""A room has a picture: put by who may write the room, seen by who may see it, at work and where members book."""

from __future__ import annotations

import datetime as dt
import io
import json
from html import unescape
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.actions.rooms.put_picture import put_picture
from app.actions.rooms.remove import remove_room
from app.core.clock import today
from app.core.errors import Forbidden, Missing
from app.models import Picture, Room
from tests.make import picture
from tests.views.test_forms import Form, said_at


@pytest.fixture
def room(make: Any) -> Any:
    here = make.location(name="Kloof", zone="Africa/Johannesburg", opening_hours="mon-sun 00:00-24:00")
    return make.room(make.space(here), name="Boardroom", capacity=8)


def send(browser: Any, room: Any, content: bytes) -> Any:
    token = Form(browser, f"/room-picture/{room.id}").values["csrf_token"]
    return browser.post(f"/room-picture/{room.id}", data={"csrf_token": token, "picture": (io.BytesIO(content), "room.jpg")})


def kept(session: Any) -> int:
    session.rollback()
    return int(session.scalar(select(func.count()).select_from(Picture)))


def address_of(session: Any, room: Any) -> str:
    session.expire_all()
    return f"/pictures/{session.get_one(Room, room.id).picture_id}.jpg"


def rows_told(page: str) -> Any:
    return json.loads(unescape(page.split("data-calendar='")[1].split("'")[0]))["rooms"]


def test_a_picture_is_put_replaced_and_taken_away(room: Any, make: Any, browser_of: Any, session: Any) -> None:
    browser = browser_of(make.user(LOCATION_MANAGER, locations=[room.location]))
    assert (
        "/pictures/" not in browser.get(f"/rooms/show/{room.id}").get_data(as_text=True)
        and rows_told(browser.get("/calendar/").get_data(as_text=True))[0]["picture"] is None
    )
    exif = Image.Exif()
    exif[0x010E] = "taken at Kloof 12"
    assert send(browser, room, picture("JPEG", (4000, 1000), exif=exif)).status_code == 302
    first = address_of(session, room)
    page = browser.get(f"/rooms/show/{room.id}").get_data(as_text=True)
    assert f'src="{first}" alt="Picture of Boardroom" width="960" height="640"' in page

    answer, small = browser.get(first), browser.get(first.replace("/pictures/", "/pictures/small/"))
    assert Image.open(io.BytesIO(answer.data)).size == (960, 640) and Image.open(io.BytesIO(small.data)).size == (240, 160)
    assert b"Kloof" not in answer.data and answer.content_type == small.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"].startswith("private")
    again = browser.get(first, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""

    told = rows_told(browser.get("/calendar/").get_data(as_text=True))
    assert told[0]["picture"] == {"src": first.replace("/pictures/", "/pictures/small/"), "alt": "Picture of Boardroom"}
    black = io.BytesIO()
    Image.new("RGB", (300, 300)).save(black, "PNG")
    send(browser, room, black.getvalue())
    assert browser.get(first).status_code == 404 and kept(session) == 1

    token = Form(browser, f"/room-picture/{room.id}").values["csrf_token"]
    browser.post(f"/room-picture/{room.id}/remove", data={"csrf_token": token})
    assert kept(session) == 0 and "/pictures/" not in browser.get(f"/rooms/show/{room.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "no picture that can be read"),
        (b"<svg/>", "SVG can hold programs"),
        (b"", "Choose a picture"),
        (b"\xff\xd8" + bytes(10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(room: Any, make: Any, browser_of: Any, session: Any, content: bytes, said: str) -> None:
    assert said in said_at(send(browser_of(make.user(LOCATION_MANAGER)), room, content), "picture")
    assert kept(session) == 0


def test_only_who_may_write_rooms_there_puts_one(room: Any, make: Any, browser_of: Any, session: Any) -> None:
    desk = browser_of(make.user(FRONT_DESK))
    assert desk.get(f"/room-picture/{room.id}").status_code == 403
    elsewhere = [make.location()]
    assert browser_of(make.user(LOCATION_MANAGER, locations=elsewhere)).get(f"/room-picture/{room.id}").status_code == 404
    for role, places, refusal in ((FRONT_DESK, [room.location], Forbidden), (LOCATION_MANAGER, elsewhere, Missing)):
        with pytest.raises(refusal):
            put_picture(room.id, picture(), by=make.actor(role, at=places))
    assert kept(session) == 0


def test_it_is_seen_by_who_may_see_the_room(room: Any, make: Any, browser_of: Any, session: Any, admin: Any) -> None:
    put_picture(room.id, picture("PNG", (300, 200)), by=admin)
    address = address_of(session, room)
    elsewhere = make.location()
    people = {
        "desk": make.user(FRONT_DESK, locations=[room.location]),
        "desk elsewhere": make.user(FRONT_DESK, locations=[elsewhere]),
        "member": make.user("Member", organisation_id=make.organisation(room.location).id),
        "member elsewhere": make.user("Member", organisation_id=make.organisation(elsewhere).id),
        "desk elsewhere, member here": make.user(FRONT_DESK, locations=[elsewhere], organisation_id=make.organisation(room.location).id),
    }
    for each in (address, address.replace("/pictures/", "/pictures/small/")):
        assert [name for name, user in people.items() if browser_of(user).get(each).status_code == 200] == [
            "desk",
            "member",
            "desk elsewhere, member here",
        ]


def test_members_see_it_where_they_choose_a_room(room: Any, make: Any, browser_of: Any, session: Any, admin: Any) -> None:
    make.room(room.space, name="Booth", capacity=8)
    put_picture(room.id, picture("PNG", (300, 200)), by=admin)
    large = address_of(session, room)
    small = large.replace("/pictures/", "/pictures/small/")
    acme = make.organisation(room.location)
    ann = make.user("Member", organisation_id=acme.id)
    make.license(acme, user_id=ann.id)
    browser, tomorrow = browser_of(ann), today(room.location.zone) + dt.timedelta(days=1)
    found = browser.get(f"/my/bookings/?location={room.location_id}&people=2&day={tomorrow}&part=any&minutes=60").get_data(as_text=True)
    cards = found.split('class="finder-cards"')[1].split("</section>")[0].split("<article")
    assert [small in card and 'alt="Picture of Boardroom" width="240" height="160"' in card for card in cards[1:]].count(True) == 1
    assert "<img" not in next(card for card in cards if "Booth" in card)
    assert {row["name"]: row["picture"] and row["picture"]["src"] for row in rows_told(found)} == {"Boardroom": small, "Booth": None}
    form = browser.get(f"/my/bookings/new?room={room.id}&start={tomorrow}T10:00&end={tomorrow}T11:00").get_data(as_text=True)
    assert f'src="{large}" alt="Picture of Boardroom"' in form


def test_nothing_stays_of_a_room_that_is_removed(room: Any, session: Any, admin: Any) -> None:
    put_picture(room.id, picture(), by=admin)
    assert kept(session) == 1
    remove_room(room.id, by=admin)
    assert kept(session) == 0 and session.get(Room, room.id) is None
