"""What Foyer knows about one person, table by table, with everybody else taken out."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.entity import AnySelect
from app.models import (
    Attachment,
    Booking,
    BookingSeries,
    Comment,
    Delivery,
    Document,
    FoyerUser,
    Guest,
    Invoice,
    Location,
    Membership,
    Organisation,
    Picture,
    Room,
    Space,
    Ticket,
    TicketEntry,
    TicketPhoto,
)
from app.models.personal import REGISTER, Kind, Marks
from app.queries.kept_files import content_of
from app.queries.personal.rows import bound
from app.rules.subject import Subject

ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
HIDDEN = "•••"
BOOKED_FROM = func.to_char(func.timezone(Location.zone, Booking.starts_at), "YYYY-MM-DD HH24:MI")
NAMED_BY: dict[str, AnySelect] = {  # each (id, name)
    **{f"{model.__tablename__}_id": select(model.id, model.name) for model in (Organisation, Location, Membership, Space, Room)},
    "series_id": select(BookingSeries.id, BookingSeries.code),
    "booking_id": select(Booking.id, func.concat(Room.name, ", ", BOOKED_FROM)).join(Booking.room).join(Booking.location),
}
LEFT_OUT = {
    "user_id",
    "asked_by_id",
    "created_by_fk",
    "changed_by_fk",
    "session_epoch",
    "request_id",
    "token_id",
    "platform_id",
    "key",
    "message_id",
    "done",
}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collected:
    """The rows of one table; `name` is that of a file."""

    name: str
    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


def tables_of(session: Session, subject: Subject) -> Iterator[Collected]:
    """One at a time, also the empty ones, so that whoever asks can count."""
    for table, marks in REGISTER.items():
        if marks.of:
            rows = [_told(row, marks, subject) for row in _rows(session, table, marks, subject)]
            _name(session, rows)
            yield Collected(table.replace("radius.", "wifi_").removeprefix("ab_"), str(_(marks.title)), rows)


def files_of(session: Session, subject: Subject) -> Iterator[File]:
    """Their picture, those taken of them as a guest, the photos of what they reported, and documents that were mailed to them, of an organisation in which there is nobody else who could stand on them."""
    picture = session.scalar(select(Picture).join(FoyerUser, FoyerUser.picture_id == Picture.id).where(FoyerUser.id == subject.person))
    if picture is not None:
        yield File("picture.jpg", content_of(picture))
    mails = [mail.lower() for mail in subject.mails]
    taken = select(Picture).join(Guest, Guest.picture_id == Picture.id).where(func.lower(Guest.email).in_(mails)).order_by(Picture.id)
    yield from (File(f"guest-{each.id}.jpg", content_of(each)) for each in session.scalars(taken))
    photos = (
        select(TicketPhoto)
        .join(TicketPhoto.entry)
        .join(TicketEntry.ticket)
        .where(Ticket.user_id == subject.person, TicketEntry.author_id == subject.person)
    )
    yield from (File(f"ticket-photo-{photo.id}.jpg", content_of(photo)) for photo in session.scalars(photos.order_by(TicketPhoto.id)))
    others = select(FoyerUser.id).where(FoyerUser.organisation_id == Invoice.organisation_id, FoyerUser.id != subject.person).exists()
    query = (
        select(Document)
        .join(Invoice, Invoice.document_id == Document.id)
        .join(Delivery, Delivery.invoice_id == Invoice.id)
        .where(func.lower(Delivery.address).in_(mails), ~others, or_(Document.stored_id.is_not(None), Document.content != b""))
        .distinct()
        .order_by(Document.name)
    )
    yield from (File(document.name, content_of(document)) for document in session.scalars(query))
    about = select(Attachment).join(Comment, Comment.id == Attachment.comment_id)
    about = about.where(Comment.noun == "ab_user", Comment.noun_id == subject.person).order_by(Attachment.id)
    yield from (File(f"comment-{file.id}-{file.name}", content_of(file)) for file in session.scalars(about))


def masked(session: Session, subject: Subject, tables: list[Collected]) -> list[Collected]:
    """With addresses and full names of other people of the house taken out of every text. Nicknames are found by nobody."""
    everything = json.dumps([each.rows for each in tables], ensure_ascii=False)
    full_name = FoyerUser.first_name + " " + FoyerUser.last_name
    named = select(full_name).where(
        FoyerUser.id != subject.person, func.length(full_name) > 4, func.strpos(func.lower(everything), func.lower(full_name)) > 0
    )
    others = [re.escape(name) for name in session.scalars(named) if name not in subject.full_names]
    own = {mail.lower() for mail in subject.mails}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join([*others, ADDRESS])})(?!\w)", re.IGNORECASE)

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda found: found[0] if found[0].lower() in own else HIDDEN, value)
        if isinstance(value, list):
            return [clean(each) for each in value]
        return {name: clean(each) for name, each in value.items()} if isinstance(value, dict) else value

    return [Collected(each.name, each.title, clean(each.rows)) for each in tables]


def _rows(session: Session, table: str, marks: Marks, subject: Subject) -> list[Row]:
    wanted = [name for name in (*marks.personal, *marks.plain) if marks.personal.get(name) is not Kind.SECRET and name not in LEFT_OUT]
    columns = ", ".join(f'"{name}"' for name in wanted)
    statement = f"SELECT {columns} FROM {table} WHERE {marks.of}"  # noqa: S608 - names and conditions of our own register
    return [dict(row) for row in session.execute(bound(statement, subject)).mappings()]


def _told(row: Row, marks: Marks, subject: Subject) -> Row:
    """As JSON, the authors of others hidden; of what somebody did to others only that it was done."""
    names = {name.lower() for name in subject.full_names}
    for column in marks.of_kind(Kind.AUTHOR):
        if str(row.get(column) or "").lower() not in names:
            row[column] = _("staff") if row.get(column) else ""
    if "noun_id" in row and (row["noun"], row["noun_id"]) != ("ab_user", subject.person):
        row |= {"name": "", "changes": {}}
    return {name: _plain(value) for name, value in row.items()}


def _name(session: Session, rows: list[Row]) -> None:
    """Places, organisations and bookings by their names; other numbers say nothing outside of this house."""
    for column, named in NAMED_BY.items():
        ids = {row[column] for row in rows if row.get(column) is not None}
        found = session.execute(named.where(named.selected_columns[0].in_(ids))) if ids else ()
        names = {row_id: str(name) for row_id, name in found}
        for row in rows:
            if column in row:
                row[column.removesuffix("_id")] = names.get(row.pop(column), "")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time | uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return ""
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
