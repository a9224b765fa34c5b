"""Bank statements on screens: what was uploaded, and what its lines that wait are likely to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed, visible
from app.core.errors import Missing
from app.models import BankImport, BankLine, Invoice, Location, Organisation, Payment
from app.models.bank_line import LineState
from app.models.payment import PaymentMethodKind
from app.queries.organisation_figures import owed
from app.rules.bank_matching import Customer, Match, Matcher, Owes

NEAR = dt.timedelta(days=5)


@dataclass(frozen=True)
class Proposal:
    """What a line is likely to be: a customer's payment of these invoices, or the payment that somebody recorded by hand already."""

    line: BankLine
    match: Match | None
    organisation: Organisation | None
    invoices: tuple[Invoice, ...]
    recorded: Payment | None


def statements(session: Session, *, by: Actor, limit: int) -> list[tuple[BankImport, int]]:
    """The newest, with how many of their lines wait."""
    waiting = (
        select(func.count(BankLine.id)).where(BankLine.import_id == BankImport.id, BankLine.state == LineState.WAITING).scalar_subquery()
    )
    query = select(BankImport, waiting).order_by(BankImport.id.desc()).limit(limit)
    return [(each, int(count)) for each, count in session.execute(narrowed(query, by, BankImport))]


def statement_of(session: Session, import_id: int, *, by: Actor) -> BankImport:
    """Raises Missing for one that the actor may not see."""
    query = select(BankImport).where(BankImport.id == import_id)
    found = session.scalars(narrowed(query, by, BankImport)).one_or_none()
    if found is None:
        raise Missing(_("There is no such statement."))
    return found


def lines_of(session: Session, import_id: int, state: LineState) -> Sequence[BankLine]:
    """In the order of the file."""
    return session.scalars(select(BankLine).where(BankLine.import_id == import_id, BankLine.state == state).order_by(BankLine.number)).all()


def line_of(session: Session, line_id: int, *, by: Actor) -> BankLine:
    """Raises Missing for one that the actor may not see."""
    query = select(BankLine).where(BankLine.id == line_id)
    found = session.scalars(narrowed(query, by, BankLine)).one_or_none()
    if found is None:
        raise Missing(_("There is no such line."))
    return found


def proposals(session: Session, import_id: int, *, by: Actor) -> list[Proposal]:
    """For each line that waits. Only invoices that the actor may see, their customers, and those whom they may see, in the currency of the statement's location."""
    lines = lines_of(session, import_id, LineState.WAITING)
    if not lines:
        return []
    currency = session.scalar(select(Location.currency).where(Location.id == lines[0].location_id))
    seen, theirs = visible(by, Invoice), visible(by, Organisation)
    query = select(Invoice).where(Invoice.currency == currency, *owed())
    invoices = {each.id: each for each in session.scalars(query if seen is None else query.where(seen))}
    names = select(Organisation).where(Organisation.currency == currency)
    owing = {each.organisation_id for each in invoices.values()}
    customers = {
        each.id: each for each in session.scalars(names if theirs is None else names.where(or_(theirs, Organisation.id.in_(owing))))
    }
    matcher = Matcher(
        (
            Owes(each.id, each.organisation_id, each.number or "", each.due_cents)
            for each in invoices.values()
            if each.organisation_id in customers
        ),
        (Customer(each.id, each.code, each.name) for each in customers.values()),
    )
    recorded = _recorded(session, lines, by=by)
    made = []
    for line in lines:
        match = matcher.match(line.words, line.cents)
        same = [each for each in recorded if each.amount_cents == line.cents and abs(each.received_on - line.on) <= NEAR]
        own = next(
            (each for each in same if match is not None and each.organisation_id == match.organisation_id),
            same[0] if len(same) == 1 and match is None else None,
        )
        found = tuple(invoices[each] for each in match.invoice_ids) if match else ()
        made.append(Proposal(line, match, customers[match.organisation_id] if match else None, found, own))
    return made


def _recorded(session: Session, lines: Sequence[BankLine], *, by: Actor) -> list[Payment]:
    """EFTs around these days that no line of a statement is yet."""
    days = [line.on for line in lines]
    query = select(Payment).where(
        Payment.kind == PaymentMethodKind.EFT,
        Payment.received_on.between(min(days) - NEAR, max(days) + NEAR),
        Payment.id.not_in(select(BankLine.payment_id).where(BankLine.payment_id.is_not(None))),
    )
    return list(session.scalars(narrowed(query, by, Payment)))
