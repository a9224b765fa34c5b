"""Tickets on the screens of both sides: asked on a phone, answered at the desk."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.access.roles import FRONT_DESK
from app.models import SavedAnswer, Ticket, TicketEntry
from app.models.ticket import TicketStatus
from tests.make import picture
from tests.views.portal.conftest import browser_of, member
from tests.views.test_forms import Form

__all__ = ["browser_of", "member"]


@pytest.fixture
def place(make):
    return make.house()


@pytest.fixture
def thandi(make, place, member):
    return member(make.organisation(place))


@pytest.fixture
def desk(make, place, browser_of):
    return browser_of(make.user(FRONT_DESK, locations=[place]))


def test_a_code_in_the_room_leads_to_a_ticket_about_it(make, place, thandi, browser_of, desk, session):
    room, elsewhere = make.room(make.space(place), name="Garden room"), make.room()
    browser = browser_of(thandi)
    assert f'value="room:{elsewhere.id}"' not in browser.get(f"/my/help/new?room={elsewhere.id}").get_data(as_text=True)
    form = Form(browser, f"/my/help/new?room={room.id}")
    assert (form.values["where"], form.values["category"]) == (f"room:{room.id}", "room")
    assert "Write a few words" in form.send(text=" ").get_data(as_text=True)
    answer = form.send(text="The lamp fell", photos=(io.BytesIO(picture()), "lamp.png"))
    ticket = session.scalars(select(Ticket)).one()
    assert (answer.status_code, ticket.room_id, ticket.organisation_id) == (303, room.id, thandi.organisation_id)
    page = desk.get(f"/rooms/show/{room.id}").get_data(as_text=True)
    assert "1 open ticket about this room" in page and "The lamp fell" in page
    assert "1 open ticket" in desk.get("/calendar/").get_data(as_text=True)
    assert "1 ticket waits for an answer" in desk.get("/").get_data(as_text=True)


def test_the_desk_answers_and_the_member_reads_it_without_the_notes(make, place, thandi, browser_of, desk, session):
    ticket = make.ticket(thandi, place)
    show = f"/tickets/show/{ticket.id}"
    page = Form(desk, show)
    for way, text in (("note", "Between us"), ("ask", "Which input?")):
        page.address = f"/tickets/say/{ticket.id}"
        assert page.send(text=text, way=way).status_code == 303
    assert page.send(text="Which input?", way="ask").status_code == 303
    assert session.query(TicketEntry).filter(TicketEntry.text == "Which input?").count() == 1, "a second click is no second answer"
    refused = page.send(text="", way="ask").get_data(as_text=True)
    assert "Write a few words first." in refused
    theirs = browser_of(thandi)
    seen = theirs.get(f"/my/help/{ticket.id}").get_data(as_text=True)
    assert "Which input?" in seen and "Waits for you" in seen and "Between us" not in seen
    assert "Between us" in desk.get(show).get_data(as_text=True)
    assert theirs.get(f"/tickets/show/{ticket.id}").status_code in (302, 403)
    assert Form(theirs, f"/my/help/{ticket.id}").send(text="HDMI").status_code == 303
    session.expire_all()
    assert (ticket.status, session.scalars(select(TicketEntry.text).order_by(TicketEntry.id.desc())).first()) == (TicketStatus.OPEN, "HDMI")


def test_photos_open_for_whom_the_ticket_does(make, place, thandi, member, browser_of, desk):
    photo = make.ticket_photo(make.ticket(thandi, place))
    owner = member(thandi.organisation, team_role="owner")
    assert [browser_of(who).get(f"/my/help/photos/{photo.id}.jpg").status_code for who in (thandi, owner)] == [200, 404]
    elsewhere = browser_of(make.user(FRONT_DESK, locations=[make.location()]))
    assert [each.get(f"/ticket-photos/{photo.id}.jpg").status_code for each in (desk, elsewhere)] == [200, 404]


def test_the_list_says_what_waits_and_finds_the_unsolved(make, place, thandi, desk, session):
    make.ticket(thandi, place, text="Dark screen")
    make.ticket(thandi, place, text="Long done", status="closed", unanswered_since=None)
    page = desk.get("/tickets/list/").get_data(as_text=True)
    assert page.index("Dark screen") < page.index("Long done")
    address = next(part.split('"')[0] for part in page.split('href="') if "_flt_7_asked_at" in part.split('"')[0])
    unsolved = desk.get(address.replace("&amp;", "&")).get_data(as_text=True)
    assert "Dark screen" in unsolved and "Long done" not in unsolved and "makes no sense" not in unsolved


def test_saved_answers_of_every_location_are_kept_by_who_works_everywhere(make, session, login):
    place = make.location()
    everywhere, ours = make.saved_answer(None, name="Everywhere"), make.saved_answer(place, name="Ours")
    browser = login(FRONT_DESK, locations=[place])
    for address, typed in (
        ("/saved-answers/add", {"name": "New", "location": ""}),
        (f"/saved-answers/edit/{everywhere.id}", {"name": "Spam"}),
        (f"/saved-answers/edit/{everywhere.id}", {"location": place.id}),
        (f"/saved-answers/edit/{ours.id}", {"location": ""}),
    ):
        assert "concerns every location" in Form(browser, address).send(text="Buy here", **typed).get_data(as_text=True), (address, typed)
    browser.post(f"/saved-answers/delete/{everywhere.id}", data={"csrf_token": Form(browser, "/saved-answers/add").values["csrf_token"]})
    session.expire_all()
    assert [(each.name, each.location_id, each.text) for each in session.scalars(select(SavedAnswer).order_by(SavedAnswer.id))] == [
        ("Everywhere", None, "We are on our way."),
        ("Ours", place.id, "We are on our way."),
    ]
    assert Form(browser, f"/saved-answers/edit/{ours.id}").send(text="We come").status_code == 302
    session.expire_all()
    assert ours.text == "We come"
