"""What members of the demo network reported and asked, what the desk said, and the answers that it keeps. Nobody is mailed about it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from PIL import Image, ImageDraw
from sqlalchemy import or_, select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.cli.demo_network.staff import MEMBER
from app.core import clock
from app.models import FoyerUser, License, Location, Room, SavedAnswer, Ticket, TicketEntry, TicketPhoto
from app.models.ticket import TicketCategory, TicketStatus
from app.queries.tasks.doers import doers
from app.rules.ticket_title import title_of
from app.work import Work

C, T = TicketCategory, TicketStatus
HOUR = dt.timedelta(hours=1)


class Told(NamedTuple):
    """`hours` ago, then what was said: the member's words first, each later line by "desk", "member" or "note"; the last status."""

    hours: float
    category: TicketCategory
    status: TicketStatus
    words: str
    later: tuple[tuple[float, str, str], ...] = ()
    has_photo: bool = False


TOLD = (
    Told(1.2, C.ROOM, T.NEW, "The screen stays dark, whichever cable I use.", has_photo=True),
    Told(4, C.WIFI, T.NEW, "My laptop finds the network but gets no address since this morning."),
    Told(
        20,
        C.CLEANING,
        T.OPEN,
        "The coffee machine on our floor asks for a service.",
        ((1.5, "desk", "Thank you. The technician comes tomorrow at nine."), (2, "note", "Contract number is on the side of the machine.")),
    ),
    Told(
        30,
        C.DESK,
        T.WAITING,
        "My chair sinks whenever I sit down.",
        ((3, "desk", "We have another one for you. Which desk is it, and are you in tomorrow?"),),
    ),
    Told(
        52,
        C.DOORS,
        T.REOPENED,
        "My fob does not open the parking garage.",
        ((0.6, "desk", "It was on the old group. Please try again."), (30, "member", "Tried this morning, still red.")),
    ),
    Told(
        100,
        C.INVOICES,
        T.SOLVED,
        "Can the invoice carry our purchase order number?",
        ((2.4, "desk", "Yes: it stands on every invoice from now on."),),
    ),
    Told(
        240,
        C.PRINTING,
        T.CLOSED,
        "Prints come out with a grey stripe.",
        ((5, "desk", "The drum is replaced. Tell us if you see it again."),),
    ),
    Told(400, C.ROOM, T.CLOSED, "One of the chairs lost a wheel.", ((0.4, "desk", "Replaced, thank you for telling us."),)),
)
SAVED = {
    "We are on our way": "Thank you for telling us. Somebody comes to look at it within the hour.",
    "Fob again": "Please hold the fob to the reader beside the lift once; it then learns what it may open.",
    "WiFi again": "Please forget the network on your device, and join it again with the name and password under Access in your portal.",
    "Order number": "Send us the order number, and it stands on every invoice from now on.",
}
ENDED = (T.SOLVED, T.CLOSED)


def ask_for_help(work: Work) -> None:
    """The same at each location, told by other people."""
    work.session.add_all(SavedAnswer(name=name, text=words) for name, words in SAVED.items())
    for location in work.session.scalars(select(Location).order_by(Location.id)).all():
        members, rooms = (
            _members(work, location),
            work.session.scalars(select(Room).where(Room.location_id == location.id).order_by(Room.id)).all(),
        )
        helper = next(iter(doers(work.session, location.id, (FRONT_DESK,)) or doers(work.session, location.id, (LOCATION_MANAGER,))), None)
        if not members or helper is None:
            continue
        for number, told in enumerate(TOLD):
            _tell(work, location, told, members[number // 3 % len(members)], helper, rooms)


def _members(work: Work, location: Location) -> Sequence[FoyerUser]:
    """The one who is shown comes first, so that her page is not empty."""
    day = clock.today(location.zone)
    there = select(License.user_id).where(
        License.location_id == location.id, License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on > day)
    )
    query = select(FoyerUser).where(FoyerUser.id.in_(there), FoyerUser.active.is_(True))
    return work.session.scalars(query.order_by(FoyerUser.username != MEMBER.username, FoyerUser.id).limit(6)).all()


def _tell(work: Work, location: Location, told: Told, member: FoyerUser, helper: FoyerUser, rooms: Sequence[Room]) -> None:
    asked = clock.now() - told.hours * HOUR
    said = [(asked + after * HOUR, who, words) for after, who, words in told.later]
    answers = [at for at, who, _words in said if who == "desk"]
    is_heard = bool(answers) and said[-1][1] != "member"
    ticket = Ticket(
        location_id=location.id,
        room_id=rooms[0].id if told.category is C.ROOM and rooms else None,
        user_id=member.id,
        organisation_id=member.organisation_id,
        category=told.category,
        title=title_of(told.words),
        status=told.status,
        assignee_id=helper.id if answers else None,
        asked_at=asked,
        unanswered_since=None if is_heard else said[-1][0] if said else asked,
        answered_at=answers[0] if answers else None,
        solved_at=answers[-1] if told.status in ENDED else None,
    )
    work.session.add(ticket)
    work.session.flush()  # what was said names it
    first = TicketEntry(ticket_id=ticket.id, author_id=member.id, author=str(member), is_staff=False, text=told.words, at=asked)
    work.session.add(first)
    for number, (at, who, words) in enumerate(said, 1):
        author = member if who == "member" else helper
        became = (T.SOLVED if told.status is T.CLOSED else told.status) if number == len(said) and who != "note" else None
        entry = TicketEntry(
            ticket_id=ticket.id,
            author_id=author.id,
            author=str(author),
            is_staff=who != "member",
            is_internal=who == "note",
            text=words,
            became=became,
            at=at,
        )
        work.session.add(entry)
    if told.has_photo:
        work.session.flush()  # the photo names what it was sent with
        content = _photo()
        work.session.add(TicketPhoto(entry_id=first.id, sha256=sha256(content).hexdigest(), width=640, height=420, content=content))


def _photo() -> bytes:
    """A dark screen on a wall."""
    picture = Image.new("RGB", (640, 420), "#d8d2c8")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((110, 70, 530, 310), fill="#15181d", outline="#33383f", width=8)
    pen.polygon(((150, 90), (260, 90), (200, 290), (150, 290)), fill="#1e232a")
    pen.ellipse((512, 318, 520, 326), fill="#c0392b")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
