"""What was billed, credited and collected, by month; and the documents and payments behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Date, String, Subquery, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from app.core.entity import AnySelect
from app.core.month import Month
from app.models import CreditNote, Deposit, DepositMovement, Invoice, Location, Organisation, Payment, Refund
from app.models.credit_note import CreditNoteKind
from app.models.deposit import PAID_WITH, MovementKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundState, RefundWay
from app.queries.reports.asked import Asked, Behind

TEXT = String(32)
CREDIT = "credit_note"
KINDS = (InvoiceKind.MONTHLY.value, InvoiceKind.PURCHASE.value, InvoiceKind.MANUAL.value, CREDIT)
REFUND, CHARGEBACK, DEPOSIT = "refund", "chargeback", "deposit"
WAYS = (
    PaymentMethodKind.CARD.value,
    PaymentMethodKind.EFT.value,
    PaymentMethodKind.CASH.value,
    PaymentMethodKind.CARD_MACHINE.value,
    DEPOSIT,
    REFUND,
    CHARGEBACK,
)


@dataclass(slots=True)
class Months:
    """Cents by month and kind, of one currency."""

    currency: str
    cents: dict[tuple[Month, str], int] = field(default_factory=dict)

    def add(self, month: Month, kind: str, cents: int) -> None:
        self.cents[month, kind] = self.cents.get((month, kind), 0) + cents

    def of(self, month: Month, kind: str | None = None) -> int:
        return (
            self.cents.get((month, kind), 0) if kind is not None else sum(cents for (at, _kind), cents in self.cents.items() if at == month)
        )

    def kinds(self, order: tuple[str, ...]) -> list[str]:
        """Those that there are, in that order."""
        there = {kind for (_month, kind), cents in self.cents.items() if cents}
        return [each for each in order if each in there]


@dataclass(frozen=True, slots=True)
class Billed:
    """`places`: by (location id, its name, currency) cents of each month, in the order of names and currencies."""

    months: list[Months]
    places: dict[tuple[int, str, str], dict[Month, int]]


def billed(session: Session, asked: Asked) -> Billed:
    """Net of what has a number and is not void by the month that it is of, less credit notes by the month in which they count. One look at the documents."""
    of = _documents(asked)
    keys = (of.c.location_id, of.c.currency, of.c.month, of.c.kind)
    sums = select(*keys, cast(func.sum(of.c.cents), BigInteger).label("cents")).group_by(*keys).subquery()
    months: dict[str, Months] = {}
    places: dict[tuple[int, str, str], dict[Month, int]] = {}
    query = select(Location.name, sums).join(Location, Location.id == sums.c.location_id).order_by(Location.name, sums.c.currency)
    for name, place, currency, first, kind, cents in session.execute(query):
        month = Month.of(first)
        months.setdefault(currency, Months(currency)).add(month, kind, cents)
        here = places.setdefault((place, name, currency), {})
        here[month] = here.get(month, 0) + cents
    return Billed([months[each] for each in sorted(months)], places)


def billed_behind(asked: Asked, currency: str, kind: str | None = None) -> Behind:
    """The documents of all months that are asked for."""
    of = _documents(asked)
    page = case((of.c.kind == CREDIT, literal("credit-notes")), else_=literal("invoices")).label("page")
    query = select(
        of.c.kind,
        page,
        of.c.number,
        of.c.id,
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation"),
        Location.name.label("location"),
        of.c.issued_on,
        of.c.cents,
    )
    query = query.join(Organisation, Organisation.id == of.c.organisation_id).join(Location, Location.id == of.c.location_id)
    query = query.where(of.c.currency == currency).order_by(of.c.issued_on, of.c.number)
    return Behind(query if kind is None else query.where(of.c.kind == kind), "cents")


def collected(session: Session, asked: Asked) -> list[Months]:
    """Money that came in less what went back, by the day on which it did; credits of a wallet are no money."""
    of = _money(asked)
    keys = (of.c.currency, of.c.month, of.c.kind)
    found: dict[str, Months] = {}
    for currency, month, kind, cents in session.execute(select(*keys, cast(func.sum(of.c.cents), BigInteger)).group_by(*keys)):
        found.setdefault(currency, Months(currency)).add(Month.of(month), kind, cents)
    return [found[each] for each in sorted(found)]


def collected_behind(asked: Asked, currency: str, kind: str | None = None) -> Behind:
    of = _money(asked)
    query = select(
        of.c.kind,
        of.c.id,
        of.c.page,
        of.c.page_id,
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation"),
        Location.name.label("location"),
        of.c.day,
        of.c.reference,
        of.c.cents,
    )
    query = query.join(Organisation, Organisation.id == of.c.organisation_id).join(Location, Location.id == of.c.location_id)
    query = query.where(of.c.currency == currency).order_by(of.c.day, of.c.kind, of.c.id)
    return Behind(query if kind is None else query.where(of.c.kind == kind), "cents")


def _documents(asked: Asked) -> Subquery:
    """A note that gives something back counts in the month in which it was issued, so that a closed month stays as it was (I12); a month below zero in its own, as its invoice would."""
    issued = cast(func.date_trunc("month", CreditNote.issued_on), Date)
    counts_in = case((CreditNote.kind == CreditNoteKind.RUN, cast(CreditNote.month, Date)), else_=issued)
    invoices = _rows(asked, Invoice, cast(Invoice.month, Date), Invoice.kind, 1).where(
        Invoice.month.between(asked.first, asked.last), Invoice.status.not_in((InvoiceStatus.DRAFT, InvoiceStatus.VOID))
    )
    notes = _rows(asked, CreditNote, counts_in, literal(CREDIT), -1).where(counts_in.between(asked.first.first, asked.last.first))
    return union_all(invoices, notes).subquery("document")


def _rows(asked: Asked, model: Any, month: Any, kind: Any, sign: int) -> AnySelect:
    of = (month.label("month"), cast(kind, TEXT).label("kind"))
    query = select(
        *of,
        model.id,
        model.number,
        model.organisation_id,
        model.location_id,
        model.currency,
        model.issued_on,
        (sign * model.net_cents).label("cents"),
    )
    return asked.here(query, model)


def _money(asked: Asked) -> Subquery:
    month = cast(func.date_trunc("month", Payment.received_on), Date).label("month")
    came = select(
        month,
        cast(Payment.kind, TEXT).label("kind"),
        Payment.id,
        literal("payments").label("page"),
        Payment.id.label("page_id"),
        Payment.organisation_id,
        Payment.location_id,
        Payment.currency,
        Payment.received_on.label("day"),
        Payment.reference,
        Payment.amount_cents.label("cents"),
    )
    came = came.where(Payment.kind != PaymentMethodKind.WALLET, Payment.received_on.between(asked.first.first, asked.last.last))
    back = cast(func.date_trunc("month", Refund.refunded_on), Date)
    kind = func.coalesce(func.nullif(cast(Refund.way, TEXT), RefundWay.EFT.value), REFUND)
    went = select(
        back,
        func.replace(kind, RefundWay.CARD.value, REFUND),
        Refund.id,
        literal("payments"),
        Refund.payment_id,
        Refund.organisation_id,
        Refund.location_id,
        Refund.currency,
        Refund.refunded_on,
        Refund.reference,
        -Refund.amount_cents,
    )
    went = went.where(
        Refund.way != RefundWay.WALLET, Refund.state == RefundState.DONE, Refund.refunded_on.between(asked.first.first, asked.last.last)
    )
    return union_all(asked.here(came, Payment), asked.here(went, Refund), _deposits(asked)).subquery("money")


def _deposits(asked: Asked) -> AnySelect:
    """Money of deposits that came or went by no payment, and what was taken back of it; that of a payment is in the payment, and what a bank took back in its refund."""
    moved, reversed_ = DepositMovement, aliased(DepositMovement)
    month, key = cast(func.date_trunc("month", moved.date), Date), func.coalesce(reversed_.key, moved.key)
    query = select(
        month,
        literal(DEPOSIT),
        moved.id,
        literal("deposits"),
        Deposit.id,
        Deposit.organisation_id,
        moved.location_id,
        Location.currency,
        moved.date,
        moved.reference,
        moved.cents,
    )
    query = (
        query.select_from(moved)
        .join(Deposit, Deposit.id == moved.deposit_id)
        .join(Location, Location.id == moved.location_id)
        .outerjoin(reversed_, reversed_.id == moved.reverses_id)
    )
    query = query.where(
        moved.kind.in_((MovementKind.RECEIVED, MovementKind.REFUNDED)),
        ~key.startswith(PAID_WITH),
        moved.date.between(asked.first.first, asked.last.last),
    )
    return asked.here(query, moved)
