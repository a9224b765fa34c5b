"""A ticket from the first word to the last: who may say what, what becomes of it, and who is mailed."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from PIL import Image
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, MEMBER
from app.actions.accounts.person import the_person
from app.actions.privacy.keep_to_term import keep_to_term
from app.actions.tickets import allowed
from app.actions.tickets.answer import Way, answer_ticket, reopen_ticket
from app.actions.tickets.assign import assign_ticket
from app.actions.tickets.close import close_solved
from app.actions.tickets.open import Asked, open_ticket
from app.actions.tickets.reply import reply_to_ticket, settle_own_ticket
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Delivery, Notification, Ticket, TicketEntry, TicketPhoto
from app.models.ticket import TicketCategory, TicketStatus
from app.queries.tickets.conversation import conversation, photo_of
from app.queries.tickets.figures import faults_of_rooms, ticket_figures
from app.rules.ticket_title import title_of
from tests.make import picture

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house(manager_email="manager@kloof.example")


@pytest.fixture
def thandi(make, place):
    """A member there, as the author of what she does."""
    return the_person(make.user(MEMBER, organisation_id=make.organisation(place).id, location_id=place.id))


@pytest.fixture
def desk(make, place):
    return make.actor(FRONT_DESK, at=[place])


def ask(by, place, text="The screen stays dark.\nI tried twice.", **more):
    return open_ticket(Asked(place.id, TicketCategory.ROOM, text, user_id=by.id, **more), by=by)


def statuses(session, ticket):
    session.expire_all()
    return ticket.status, ticket.unanswered_since is not None


def test_what_is_said_moves_it_and_the_other_side_is_mailed_once(make, place, thandi, desk, session, world, june):
    ticket = ask(thandi, place)
    assert (ticket.title, ticket.status, ticket.unanswered_since) == ("The screen stays dark.", TicketStatus.NEW, MORNING)
    june.shift(HOUR)
    answer_ticket(ticket.id, "Which input do you use?", Way.ASK, by=desk)
    assert statuses(session, ticket) == (TicketStatus.WAITING, False)
    assert (ticket.answered_at, ticket.assignee_id) == (MORNING + HOUR, desk.id)
    answer_ticket(ticket.id, "She always forgets the cable.", Way.NOTE, by=desk)
    reply_to_ticket(ticket.id, "HDMI 2.", by=thandi)
    assert statuses(session, ticket) == (TicketStatus.OPEN, True)
    answer_ticket(ticket.id, "", Way.SOLVE, by=desk)
    assert statuses(session, ticket) == (TicketStatus.SOLVED, False)
    reply_to_ticket(ticket.id, "Dark again.", by=thandi)
    assert statuses(session, ticket) == (TicketStatus.REOPENED, True)
    bell = session.scalars(select(Notification).order_by(Notification.id)).all()
    assert [(each.kind.value, each.user_id, each.words["text"]) for each in bell] == [
        ("ticket_answered", desk.id, "HDMI 2."),
        ("ticket_answered", desk.id, "Dark again."),
    ]

    world.run_jobs()
    sent = [(row.kind.value, row.address) for row in session.scalars(select(Delivery).order_by(Delivery.id))]
    member, has_it = (
        session.scalar(select(Delivery.address).where(Delivery.kind == kind).limit(1)) for kind in ("ticket_answer", "ticket_reply")
    )
    assert sorted(sent) == sorted(
        [("ticket_new", "manager@kloof.example"), *[("ticket_answer", member)] * 2, *[("ticket_reply", has_it)] * 2]
    )
    letters = world.letters()
    assert len(letters) == 5
    assert not [each for each in letters if "forgets the cable" in str(each)]
    assert not [each for each in letters if thandi.name in each["subject"] or "dark" in each["subject"].lower()]
    assert {f"/my/help/{ticket.id}" in str(each) for each in letters if member in str(each["to"])} == {True}


def test_a_member_knows_their_own_and_no_notes(make, place, thandi, desk, session):
    ticket = ask(thandi, place)
    answer_ticket(ticket.id, "Between us.", Way.NOTE, photos=[picture()], by=desk)
    owner = the_person(make.user(MEMBER, organisation_id=thandi.organisation_id, location_id=place.id, team_role="owner"))
    photo = session.scalars(select(TicketPhoto.id)).one()
    assert [each.text for each in conversation(session, ticket.id, by=thandi)] == ["The screen stays dark.\nI tried twice."]
    assert (
        conversation(session, ticket.id, by=owner),
        photo_of(session, photo, by=thandi),
        len(conversation(session, ticket.id, by=desk)),
    ) == ([], None, 2)
    assert photo_of(session, photo, by=desk) is not None
    for verb in (lambda: reply_to_ticket(ticket.id, "Me too.", by=owner), lambda: settle_own_ticket(ticket.id, by=owner)):
        with pytest.raises(Missing):
            verb()
    with pytest.raises(Missing):
        answer_ticket(ticket.id, "Not mine.", Way.ASK, by=make.actor(FRONT_DESK, at=[make.location()]))
    with pytest.raises(Forbidden):
        answer_ticket(ticket.id, "About money.", Way.ASK, by=make.actor(FINANCE))
    assert "dark" not in str([row.changes for row in session.scalars(select(AuditEvent))])


def test_it_is_about_a_place_of_theirs(make, place, thandi, desk, session):
    room, elsewhere = make.room(make.space(place)), make.room()
    ticket = ask(thandi, place, room_id=room.id)
    assert [each.id for each in faults_of_rooms(session, [room.id, elsewhere.id], by=desk)[room.id]] == [ticket.id]
    with pytest.raises(Refused) as wrong:
        ask(thandi, place, room_id=elsewhere.id)
    assert wrong.value.field == "where"
    with pytest.raises(Refused) as wrong:
        ask(thandi, elsewhere.location)
    assert wrong.value.field == "location_id"
    settle_own_ticket(ticket.id, by=thandi)
    assert faults_of_rooms(session, [room.id], by=desk) == {}


def test_the_same_form_sent_twice_is_one_ticket(place, thandi, session):
    one, other = (open_ticket(Asked(place.id, TicketCategory.WIFI, "No WiFi", user_id=thandi.id), key="form", by=thandi) for _ in range(2))
    assert one.id == other.id
    assert session.scalar(select(func.count(TicketEntry.id))) == 1


def test_nobody_floods_the_house(place, thandi, monkeypatch, june):
    monkeypatch.setattr(allowed, "MOST_OPEN", 2)
    monkeypatch.setattr(allowed, "MOST_SAID", 3)
    ticket = ask(thandi, place)
    ask(thandi, place)
    with pytest.raises(Refused, match="2 open tickets"):
        ask(thandi, place)
    reply_to_ticket(ticket.id, "Hello?", by=thandi)
    with pytest.raises(Refused, match="within an hour"):
        reply_to_ticket(ticket.id, "Hello??", by=thandi)
    june.shift(HOUR * 2)
    reply_to_ticket(ticket.id, "Hello!", by=thandi)


def test_a_photo_is_a_photo_and_tells_no_more(place, thandi, session):
    exif = Image.Exif()
    exif[0x010F] = "Thandi's phone"
    file = io.BytesIO()
    Image.new("RGB", (2400, 1200), "red").save(file, "JPEG", exif=exif)
    open_ticket(Asked(place.id, TicketCategory.ROOM, "Look", user_id=thandi.id), photos=[file.getvalue()], by=thandi)
    kept = session.scalars(select(TicketPhoto)).one()
    assert (kept.width, kept.height, b"Thandi" in kept.content, Image.open(io.BytesIO(kept.content)).format) == (1600, 800, False, "JPEG")
    for wrong in ([b"MZ\x90 a program"], [picture()] * 5):
        with pytest.raises(Refused) as refused:
            open_ticket(Asked(place.id, TicketCategory.ROOM, "Look", user_id=thandi.id), photos=wrong, by=thandi)
        assert refused.value.field == "photos"
    assert session.scalar(select(func.count(Ticket.id))) == 1


def test_solved_ones_close_and_go_at_their_term(place, thandi, desk, session, june):
    ticket = ask(thandi, place)
    answer_ticket(ticket.id, "Done.", Way.SOLVE, by=desk)
    assert close_solved() == 0
    june.shift(dt.timedelta(days=8))
    assert (close_solved(), close_solved()) == (1, 0)
    with pytest.raises(Refused, match="closed"):
        reply_to_ticket(ticket.id, "No.", by=thandi)
    reopen_ticket(ticket.id, by=desk)
    answer_ticket(ticket.id, "", Way.SOLVE, by=desk)
    june.shift(dt.timedelta(days=721))
    assert (keep_to_term("retention.tickets", by=SYSTEM), session.scalar(select(func.count(TicketEntry.id)))) == (1, 0)


def test_the_house_writes_down_what_it_sees_and_gives_it_to_somebody(make, place, desk, session):
    ticket = open_ticket(Asked(place.id, TicketCategory.CLEANING, "A pipe drips"), by=desk)
    with pytest.raises(Refused, match="write a note"):
        answer_ticket(ticket.id, "To whom?", Way.ASK, by=desk)
    with pytest.raises(Refused) as wrong:
        assign_ticket(ticket.id, make.actor(FINANCE).id, by=desk)
    assert wrong.value.field == "assignee_id"
    assert assign_ticket(ticket.id, desk.id, by=desk).status is TicketStatus.OPEN
    assert answer_ticket(ticket.id, "", Way.SOLVE, by=desk).status is TicketStatus.SOLVED


def test_the_median_is_that_of_first_answers(make, place, thandi, desk, session, june):
    opened = [ask(thandi, place) for _ in range(4)]
    for hours, ticket in zip((1, 2, 9), opened, strict=False):
        june.move_to(MORNING + hours * HOUR)
        answer_ticket(ticket.id, "Yes.", Way.TELL, by=desk)
    found = ticket_figures(session, by=desk, location_id=place.id)
    assert (found.unanswered, found.oldest, found.unsolved, found.first_answer) == (1, MORNING, 4, 2 * HOUR)
    assert ticket_figures(session, by=make.actor(FRONT_DESK, at=[make.location()]), location_id=None).unsolved == 0


def test_a_title_is_the_beginning_cut_between_words():
    assert title_of(" One two \n three") == "One two"
    assert title_of("word " * 40) == "word " * 17 + "word…"
