"""leads.csv: who asked for a place before, and is still to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.leads.check import MOST_PLACES
from app.actions.packages.amounts import whole
from app.actions.packages.cells import choice, date, email, phone, text, words
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.users import login
from app.models import Lead
from app.models.lead import LeadOrigin, LeadStatus
from app.rules.lead_heat import Heat

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    """Heat, owner and day count for a new lead: afterwards they have verbs of their own. Its contact is found when all lines are known."""
    row = line.row
    assert row.after is not None
    _settle_referrer(line, book)
    if not row["email"] and not row["phone"]:
        book.refuse(line, "email", _("Give a mail address or a phone number: somebody has to answer."))
    if row.before is not None:
        if row.before["status"] is not LeadStatus.OPEN and row.changes():
            book.refuse(line, "code", _("This lead is over: what is known of it stays."))
        return
    asked_at = book.at
    if (day := line.given("asked_on")) is not None and day != book.at.date():
        asked_at = book.noon(book.to(row, "location_id"), day)
    if asked_at > book.at:
        book.refuse(line, "asked_on", _("This day is still to come."))
    row.after |= {
        "origin": LeadOrigin.IMPORT,
        "heat": line.given("heat") or Heat.COLD,
        "asked_at": asked_at,
        "heard_at": asked_at,
        "contact_id": None,
    }
    _settle_owner(line, book)


def _settle_referrer(line: Line, book: Book) -> None:
    """A user by their address, who is rewarded when they sign; anything else is what they said themselves."""
    said, row = line.given("referrer"), line.row
    assert row.after is not None
    if said is None:
        return
    if "@" not in said:
        row.after["referred_by"] = said
    elif (user := book.find("users", said.lower())) is None:
        book.refuse(line, "referrer", book.missing("users", said.lower()))
    elif user.line is not None and user.line.is_bad:
        book.follow(line, "referrer", user.line)
    else:
        row.after["referrer_id"] = user


def _settle_owner(line: Line, book: Book) -> None:
    """Raised as an error for somebody who takes no leads there."""
    owner, row = line.given("owner"), line.row
    assert row.after is not None
    if owner is None:
        row.after |= {"owner_id": None, "owned_since": None}
        return
    user, names = book.find("users", owner), {id: name for name, id in book.roles.items()}
    if user is None:
        book.refuse(line, "owner", book.missing("users", owner))
    elif user.line is not None and user.line.is_bad:
        book.follow(line, "owner", user.line)
    else:
        said = user.line.given("roles") if user.line is not None else None
        roles = said or {names[id] for id in book.roles_of[user.id or 0]}
        places, place = book.places_of[user.id or 0], book.to(row, "location_id")
        if not book.selling & set(roles) or (places and place.id not in places):
            book.refuse(line, "owner", _("Does not work with leads at %(place)s.", place=place.name))
        row.after |= {"owner_id": user, "owned_since": book.at}


LEADS = Sheet(
    name="leads",
    model=Lead,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("name", words(200), "name"),
        Column("email", email(320), "email"),
        Column("phone", phone(40), "phone"),
        Column("company", words(200), "company"),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("source", words(80), "source"),
        Column("heat", choice(Heat)),
        Column("message", words(4000, lines=True), "message"),
        Column("referrer", words(200)),
        Column("places", whole(1, MOST_PLACES), "places"),
        Column("wanted_on", date, "wanted_on"),
        Column("owner", login),
        Column("asked_on", date),
    ),
)
