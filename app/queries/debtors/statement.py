"""A statement of account: where it stood, what moved it, where it stands, and how old what is open is. The same for any past day, whenever it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.errors import Missing
from app.core.formats import locale_of
from app.models import CreditNote, Invoice, Location, Organisation
from app.queries.debtors.account import account_of
from app.queries.debtors.movements import Move, MoveKind, Places, moves_of
from app.queries.debtors.open_items import OpenItem, open_items
from app.queries.document_view import Party
from app.queries.parties import buyer_today, seller_today
from app.rules.aged_debt import Aged, Item, aged


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement, and what was owed after it, in cents."""

    move: Move
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Cents of `currency`: `opening` before `first`, `closing` at the end of `last`; `open` is what the closing balance is made of."""

    organisation_id: int
    seller: Party
    buyer: Party
    buyer_code: str
    location_name: str
    sender_email: str
    bank_details: str
    country: str
    vat_registered: bool
    logo: bytes | None
    currency: str
    first: dt.date
    last: dt.date
    opening: int
    entries: tuple[Entry, ...]
    open: tuple[OpenItem, ...]
    language: str = "en"

    @property
    def closing(self) -> int:
        return self.entries[-1].balance if self.entries else self.opening

    @property
    def debt(self) -> Aged:
        return aged((Item(each.due_on, each.cents) for each in self.open), self.last)

    @property
    def billed(self) -> int:
        return sum(each.move.cents for each in self.entries if each.move.cents > 0)

    @property
    def settled(self) -> int:
        """As a positive amount."""
        return -sum(each.move.cents for each in self.entries if each.move.cents < 0)

    @property
    def locale(self) -> str:
        return locale_of(self.country, self.language)


def statement(session: Session, organisation_id: int, first: dt.date, last: dt.date, *, by: Actor, currency: str = "") -> Statement:
    """Of what happened where the actor may look, in the currency of the organisation unless it has an account in the other. Raises Missing for an organisation that they may not know of.

    Members who do not see invoices know of none; the others read the whole account of their organisation.
    """
    organisation = _organisation(session, organisation_id, by)
    currency = currency if currency in currencies_of(session, organisation) else organisation.currency
    moves = moves_of(session, organisation.id, currency, last, _places(by))
    opening = sum(each.cents for each in moves if each.on < first)
    place = session.scalars(select(Location).where(Location.id == organisation.location_id).options(undefer(Location.logo))).one()
    return Statement(
        organisation_id=organisation.id,
        seller=seller_today(place),
        buyer=buyer_today(organisation),
        buyer_code=organisation.code,
        location_name=place.name,
        sender_email=place.sender_email,
        bank_details=place.bank_details,
        country=place.country,
        vat_registered=place.vat_registered,
        logo=place.logo,
        currency=currency,
        first=first,
        last=last,
        opening=opening,
        entries=tuple(_entries([each for each in moves if each.on >= first], opening)),
        open=tuple(
            sorted(
                (each for each in open_items(session, last, by=by, organisation_id=organisation.id) if each.currency == currency),
                key=lambda each: (each.due_on, each.name),
            )
        ),
    )


def papers_to_open(session: Session, found: Statement, *, by: Actor) -> dict[tuple[MoveKind, int], None]:
    """Those documents of the statement whose own pages this person may open: members see none that has not been sent."""
    seen: dict[tuple[MoveKind, int], None] = {}
    for kind, model in ((MoveKind.INVOICE, Invoice), (MoveKind.CREDIT_NOTE, CreditNote)):
        ids = {each.move.document_id for each in found.entries if each.move.kind is kind and each.move.document_id is not None}
        seen |= dict.fromkeys((kind, row_id) for row_id in session.scalars(narrowed(select(model.id).where(model.id.in_(ids)), by, model)))
    return seen


def currencies_of(session: Session, organisation: Organisation) -> list[str]:
    """In which an organisation has an account: its own, and those of places that billed it."""
    others = session.scalars(select(Invoice.currency).where(Invoice.organisation_id == organisation.id).distinct())
    return sorted({organisation.currency, *others})


def _entries(moves: Sequence[Move], opening: int) -> list[Entry]:
    found, balance = [], opening
    for each in moves:
        balance += each.cents
        found.append(Entry(each, balance))
    return found


def _organisation(session: Session, organisation_id: int, by: Actor) -> Organisation:
    found = account_of(session, organisation_id, by=by)
    if found is None or not (by.is_staff or by.sees_invoices):
        raise Missing(_("There is no such account."))
    return found


def _places(by: Actor) -> Places:
    return by.location_ids if by.is_staff else None
