"""The dry run of an erasure: what goes, what is replaced, what stays and why, and what stands against it. Nothing is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session, joinedload

from app.core import clock
from app.models import Access, Adhoc, Booking, CreditNote, Deposit, FoyerUser, Invoice, License, Wallet
from app.models.access import AccessState
from app.models.invoice import InvoiceStatus
from app.models.personal import REGISTER, Fate, Kind
from app.queries.bookings.conflicts import standing
from app.queries.personal.by_name import Named, visits_by_name
from app.queries.personal.rows import count
from app.queries.personal.subject import subject_of
from app.queries.retention import kept_months
from app.rules.formula import spaced
from app.rules.subject import Subject

WHOLE = ("buyer", "content")  # told above, with their term
OPEN = (InvoiceStatus.LOCKED, InvoiceStatus.SENT, InvoiceStatus.PART_PAID)


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of row with how many there are; `why` says why it stays, and `until` when that is over (None: with the books)."""

    title: str
    rows: int
    why: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`against`: sentences, each a reason to refuse; with none of them the person may be erased. `named`: visits by their name alone, which go as well where somebody says that they are theirs."""

    subject: Subject
    goes: list[Item]
    replaced: list[Item]
    stays: list[Item]
    against: list[str]
    named: list[Named]


def plan_of(session: Session, user: FoyerUser) -> Plan:
    subject = subject_of(session, user)
    return plan_for(session, subject, against(session, user, subject))


def plan_for(session: Session, subject: Subject, reasons: list[str]) -> Plan:
    """`reasons` stand against it."""
    found = [(marks, count(session, table, marks, subject)) for table, marks in REGISTER.items() if marks.of]
    there = [(marks, rows) for marks, rows in found if rows]
    return Plan(
        subject,
        [Item(_(marks.title), rows) for marks, rows in there if marks.fate is Fate.GOES],
        [Item(_(marks.title), rows) for marks, rows in there if marks.fate is Fate.REPLACED and marks.personal],
        stays(session, subject),
        reasons,
        visits_by_name(session, subject),
    )


def stays(session: Session, subject: Subject) -> list[Item]:
    """What the law or the books hold on to."""
    found: list[Item] = []
    licenses = session.scalar(select(func.count()).select_from(License).where(License.user_id == subject.person)) or 0
    if licenses:
        found.append(Item(_("Licenses, as those of %(name)s", name=subject.erased), licenses, _("Invoices refer to them.")))
    term = kept_months(session, "retention.documents")
    for title, model in ((_("Invoices in their own name"), Invoice), (_("Credit notes in their own name"), CreditNote)):
        rows, last = session.execute(
            select(func.count(), func.max(model.issued_on)).where(model.organisation_id.in_(subject.sole), model.number.is_not(None))
        ).one()
        if rows:
            why = _("Tax law asks for the name and address of the buyer. They go with the PDF when the term is over.")
            found.append(Item(title, rows, why, _later(last, term)))
    for table, marks in REGISTER.items():
        texts = [name for name in marks.of_kind(Kind.TAX) if name not in WHOLE]
        if texts:
            named = " OR ".join(f"{name}::text ~* :pattern" for name in texts)
            rows = session.scalar(text(f"SELECT count(*) FROM {table} WHERE {named}"), {"pattern": subject.everywhere})  # noqa: S608 - our own register
            if rows:
                title = _("%(title)s whose text names them", title=_(marks.title))
                found.append(Item(title, rows, _("What was issued or booked is sealed and stays as it was.")))
    if subject.sole or subject.billed:
        found.append(
            Item(
                _("Documents and the customer's name in Xero"),
                len({*subject.sole, *subject.billed}),
                _("Tax law asks for them. The mail address there is removed."),
            )
        )
    return found


def against(session: Session, user: FoyerUser, subject: Subject) -> list[str]:
    """Licenses that run, access that is not proven gone (A3), bookings to come, and money that is open."""
    told = [
        _("%(license)s at %(place)s runs. End it first.", license=license.code, place=license.location.name)
        for license in session.scalars(select(License).where(License.user_id == user.id).order_by(License.code))
        if license.ends_on is None or license.ends_on >= clock.today(license.location.zone)
    ]
    accounts = session.scalars(select(Access).where(Access.user_id == user.id).order_by(Access.id))
    told += [
        _("The account %(name)s for %(system)s is not proven gone yet. Look under Access.", name=row.username, system=row.system.value)
        for row in accounts
        if row.state is not AccessState.GONE or row.drift
    ]
    mine = {*subject.sole, *_alone(session, user)}
    return [*told, *_rooms(session, user), *_credits(session, user, mine), *_money(session, mine)]


def _rooms(session: Session, user: FoyerUser) -> list[str]:
    """Bookings to come: what cancelling gives back is decided by whoever cancels, not by an erasure."""
    to_come = select(Booking).where(Booking.user_id == user.id, standing(), Booking.ends_at > clock.now())
    found = session.scalars(
        to_come.options(joinedload(Booking.room), joinedload(Booking.location)).order_by(Booking.starts_at, Booking.id)
    ).all()
    if not found:
        return []
    day = format_date(clock.local(found[0].starts_at, found[0].location.zone).date(), "d MMM y")
    told = {"room": found[0].room.name, "day": day}
    return [
        ngettext(
            "%(room)s is booked for them on %(day)s. Cancel it first.",
            "They have %(num)d bookings to come, the first of %(room)s on %(day)s. Cancel them first.",
            len(found),
            **told,
        )
    ]


def _credits(session: Session, user: FoyerUser, organisation_ids: set[int]) -> list[str]:
    """What they can still spend, or what a bank took back: somebody has to decide what becomes of it."""
    theirs = or_(Wallet.user_id == user.id, Wallet.organisation_id.in_(organisation_ids))
    holds = or_(Wallet.balance_cents != 0, Wallet.reserved_cents != 0)
    return [
        _(
            "%(amount)s %(currency)s is in the wallet of %(name)s. Transfer it to somebody of their organisation, or take it out with a reason, under Wallets.",
            amount=spaced(wallet.balance_cents),
            currency=wallet.currency,
            name=str(wallet),
        )
        for wallet in session.scalars(select(Wallet).where(theirs, holds).order_by(Wallet.id))
    ]


def _alone(session: Session, user: FoyerUser) -> list[int]:
    """The organisation in which there is nobody else: its debts are theirs to settle. Those of a company do not bind who worked there."""
    others = select(FoyerUser.id).where(
        FoyerUser.organisation_id == user.organisation_id, FoyerUser.id != user.id, FoyerUser.username.not_like("erased-%")
    )
    alone = user.organisation_id is not None and session.scalar(others.limit(1)) is None
    return [user.organisation_id] if alone and user.organisation_id is not None else []


def _money(session: Session, organisation_ids: set[int]) -> list[str]:
    """What is owed, what waits to be billed, and what is theirs to get back."""
    owed = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents > 0
    unpaid = (
        select(Invoice.number).where(Invoice.organisation_id.in_(organisation_ids), owed, Invoice.status.in_(OPEN)).order_by(Invoice.number)
    )
    told = [_("%(invoice)s is not paid yet.", invoice=number) for number in session.scalars(unpaid)]
    waiting = session.scalar(
        select(func.count()).select_from(Adhoc).where(Adhoc.organisation_id.in_(organisation_ids), Adhoc.invoiced_at.is_(None))
    )
    if waiting:
        told.append(ngettext("%(num)d charge of theirs waits for an invoice.", "%(num)d charges of theirs wait for an invoice.", waiting))
    held = select(Deposit.code).where(Deposit.organisation_id.in_(organisation_ids), Deposit.held_cents > 0).order_by(Deposit.code)
    told += [_("The deposit %(code)s is still held for them.", code=code) for code in session.scalars(held)]
    left = CreditNote.total_cents > CreditNote.applied_cents + CreditNote.spent_cents
    unused = select(CreditNote.number).where(CreditNote.organisation_id.in_(organisation_ids), left).order_by(CreditNote.number)
    return told + [_("%(number)s gives them money that was not used yet.", number=number) for number in session.scalars(unused)]


def _later(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, min(day.day, 28))
