"""Which rows a member sees: the own ones, and what a role in the team opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, false, or_, select

from app.access.actor import Actor
from app.access.staff_people import Criterion
from app.core.clock import now
from app.models import (
    Access,
    Booking,
    CheckIn,
    CreditNote,
    DayPass,
    DayUse,
    Document,
    FoyerUser,
    Invoice,
    LedgerEntry,
    License,
    Lot,
    Organisation,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    Picture,
    Pin,
    Purchase,
    Room,
    SignUp,
    Ticket,
    TicketEntry,
    TicketPhoto,
    Visit,
    Wallet,
)


def _own(by: Actor, column: Any) -> Criterion:
    """Of the actor's organisation; nothing for somebody who has none, where `column IS NULL` would be everybody without one."""
    return false() if by.organisation_id is None else column == by.organisation_id


def _team(by: Actor, person: Any, organisation: Any) -> Criterion:
    """Whoever runs a team sees what is its people's, everybody else what is theirs."""
    return _own(by, organisation) if by.runs_team else person == by.id


def _papers(model: Any) -> Callable[[Actor], Criterion]:
    return lambda by: and_(_own(by, model.organisation_id), model.sent_at.is_not(None)) if by.sees_invoices else false()


def _money(model: Any) -> Callable[[Actor], Criterion]:
    return lambda by: _own(by, model.organisation_id) if by.sees_invoices else false()


def _said(by: Actor) -> Criterion:
    """Of their own tickets; notes of the house are none of theirs."""
    return and_(TicketEntry.is_internal.is_(False), TicketEntry.ticket_id.in_(select(Ticket.id).where(Ticket.user_id == by.id)))


def _people(by: Actor) -> Criterion:
    return or_(FoyerUser.id == by.id, _team(by, FoyerUser.id, FoyerUser.organisation_id))


def _rooms(by: Actor) -> Criterion:
    """Of the places where they have a license that has not ended, or their organisation has one or its home."""
    yesterday = now().date() - dt.timedelta(days=1)  # where it is still the last day, somewhere
    places = select(License.location_id).where(
        or_(License.user_id == by.id, _own(by, License.organisation_id)), or_(License.ends_on.is_(None), License.ends_on >= yesterday)
    )
    return or_(Room.location_id.in_(places), Room.location_id.in_(select(Organisation.location_id).where(_own(by, Organisation.id))))


def _wallets(by: Actor) -> Criterion:
    """The own ones, and those that the organisation shares; whoever sees its invoices sees all of them."""
    theirs = _own(by, Wallet.organisation_id)
    return or_(Wallet.user_id == by.id, theirs if by.sees_invoices else and_(theirs, Wallet.is_shared))


def _movements(by: Actor) -> Criterion:
    """What others spend of a shared wallet is no matter of everybody's."""
    theirs = _own(by, Wallet.organisation_id) if by.sees_invoices else false()
    return LedgerEntry.wallet_id.in_(select(Wallet.id).where(or_(Wallet.user_id == by.id, theirs)))


# A member sees these rows, and nothing of any other table.
MEMBER: dict[Any, Callable[[Actor], Criterion]] = {
    Access: lambda by: Access.user_id == by.id,
    Booking: lambda by: _team(by, Booking.user_id, Booking.organisation_id),
    CheckIn: lambda by: or_(CheckIn.user_id == by.id, CheckIn.host_id == by.id),
    CreditNote: _papers(CreditNote),
    DayPass: lambda by: or_(
        DayPass.user_id == by.id,
        and_(_own(by, DayPass.organisation_id), DayPass.user_id.is_(None)),
        _team(by, DayPass.user_id, DayPass.organisation_id),
    ),
    DayUse: lambda by: DayUse.user_id == by.id,
    Document: lambda by: or_(*(Document.id.in_(select(paper.document_id).where(_papers(paper)(by))) for paper in (Invoice, CreditNote))),
    FoyerUser: _people,
    Invoice: _papers(Invoice),
    LedgerEntry: _movements,
    License: lambda by: _team(by, License.user_id, License.organisation_id),
    Lot: lambda by: Lot.wallet_id.in_(select(Wallet.id).where(_wallets(by))),
    Organisation: lambda by: _own(by, Organisation.id),
    Payment: _money(Payment),
    PaymentAttempt: _money(PaymentAttempt),
    PaymentMethod: _money(PaymentMethod),
    Picture: lambda by: or_(
        Picture.id.in_(select(FoyerUser.picture_id).where(_people(by))), Picture.id.in_(select(Room.picture_id).where(_rooms(by)))
    ),
    Pin: lambda by: Pin.user_id == by.id,
    Purchase: lambda by: _team(by, Purchase.user_id, Purchase.organisation_id),
    Room: _rooms,
    SignUp: lambda by: _own(by, SignUp.organisation_id) if by.runs_team else false(),
    Ticket: lambda by: Ticket.user_id == by.id,
    TicketEntry: _said,
    TicketPhoto: lambda by: TicketPhoto.entry_id.in_(select(TicketEntry.id).where(_said(by))),
    Visit: lambda by: Visit.host_id == by.id,
    Wallet: _wallets,
}
