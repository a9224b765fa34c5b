"""What is open of an account at the end of a day: invoices with something left, debts brought in, and credit that nothing has used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.access.actor import Actor
from app.access.scope import visible
from app.core.entity import AnySelect
from app.models import CreditNote, CreditNotePart, DepositMovement, Invoice, OpeningBalance, Organisation, Payment, PaymentPart, Refund
from app.models.deposit import PAID_WITH, MovementKind
from app.models.invoice import InvoiceStatus
from app.models.refund import RefundState
from app.queries.debtors.then import Then

NOT_ON_ACCOUNT = (InvoiceStatus.DRAFT, InvoiceStatus.LOCKED, InvoiceStatus.VOID)
ZERO: ColumnElement[int] = literal_column("0")  # said, not bound: the indexes of what is not settled are found by it
NOW_LEFT = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents


class OpenItem(NamedTuple):
    """Cents of `currency`, below zero for credit. `invoice_id` is None for what is no invoice; `name` is a number or a reference."""

    organisation_id: int
    location_id: int
    currency: str
    due_on: dt.date
    cents: int
    invoice_id: int | None
    name: str


def open_items(
    session: Session, day: dt.date, *, by: Actor, organisation_id: int | None = None, location_id: int | None = None
) -> list[OpenItem]:
    """As of the end of that day, for a past one with what happened since undone. An opening balance lies at the organisation's home."""
    found = session.execute(select(items_at(day, by=by, organisation_id=organisation_id, location_id=location_id)))
    return [OpenItem(*row) for row in found]


def items_at(day: dt.date, *, by: Actor, organisation_id: int | None = None, location_id: int | None = None) -> Subquery:
    """The same as rows, with the columns of `OpenItem`, for sums that the database makes."""
    return _items(Then.at(day), by, organisation_id, location_id)


def items_over(days: Iterable[dt.date], *, by: Actor, location_id: int | None = None) -> Subquery:
    """Those of each of these days in one look at the books, with a column `day` more."""
    return _items(Then.each_of(days), by, None, location_id)


def _items(then: Then, by: Actor, organisation_id: int | None, location_id: int | None) -> Subquery:
    def here(model: Any) -> list[ColumnElement[bool]]:
        """Of whom and where it is asked."""
        of: Any = Organisation if model is OpeningBalance else model
        wanted = [] if of is Organisation else [seen] if (seen := _seen(by, model)) is not None else []
        wanted += [] if organisation_id is None else [(Organisation.id if of is Organisation else of.organisation_id) == organisation_id]
        return wanted if location_id is None else [*wanted, of.location_id == location_id]

    sources = [(each, Invoice) for each in _invoices(then, here(Invoice))] + [(each, Payment) for each in _payments(then, here(Payment))]
    found = (*sources, (_credit_notes(then), CreditNote), (_opening(then, by), OpeningBalance))
    return union_all(*(query.where(*here(model)).add_columns(*then.columns) for query, model in found)).subquery("item")


def on_account(day: dt.date | ColumnElement[dt.date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Invoices that count on a customer's account by then: what was sent, and not made void."""
    return Invoice.status.not_in(NOT_ON_ACCOUNT), Invoice.issued_on <= day


def moved_by_deposits() -> tuple[ColumnElement[bool], ...]:
    """Movements of deposits that paid an invoice, or took that back, and did not come with a payment."""
    paying = DepositMovement.kind.in_((MovementKind.RECEIVED, MovementKind.APPLIED))
    return DepositMovement.invoice_id.is_not(None), paying, ~DepositMovement.key.startswith(PAID_WITH)


def paid_by_deposit() -> ColumnElement[int]:
    """Cents that such a movement paid: money received adds to what is held, money applied leaves it."""
    return case((DepositMovement.kind == MovementKind.RECEIVED, DepositMovement.cents), else_=-DepositMovement.cents)


def given_back() -> ColumnElement[bool]:
    """A refund that counts: one that is on its way does, since nobody else can have its money."""
    return Refund.state != RefundState.REFUSED


def _seen(by: Actor, model: Any) -> ColumnElement[bool] | None:
    """Staff see what lies where they work, or everything; whoever sees the invoices of an organisation, its whole account."""
    if by.is_staff:
        return visible(by, model)
    return model.organisation_id == by.organisation_id if by.sees_invoices else false()


def _row(of: Any, on: Any, cents: ColumnElement[int] | InstrumentedAttribute[int], invoice_id: Any, name: Any) -> AnySelect:
    """A query of the columns of `OpenItem`."""
    columns = (of.currency, on.label("due_on"), cast(cents, BigInteger).label("cents"), invoice_id.label("invoice_id"), name.label("name"))
    return select((of.id if of is Organisation else of.organisation_id).label("organisation_id"), of.location_id, *columns)


def _summed(then: Then, *rows: AnySelect) -> Subquery | CTE:
    """Of rows of an id and cents: `cents` by `of`; of several days by day as well, and added up once for all who ask."""
    found = union_all(*rows).subquery()
    cents = cast(func.sum(found.c[1]), BigInteger).label("cents")
    if then.table is None:
        return select(found.c[0].label("of"), cents).group_by(found.c[0]).subquery()
    return select(found.c[0].label("of"), found.c.day, cents).group_by(found.c[0], found.c.day).cte()


def _settled_after(then: Then, here: Sequence[ColumnElement[bool]]) -> Subquery | CTE:
    """What was paid or credited of each invoice after that day; of those `here`, because all places together have far more."""
    parts = (select(PaymentPart.invoice_id, PaymentPart.cents), PaymentPart.applied_on, PaymentPart.invoice_id)
    credits = (select(CreditNotePart.invoice_id, CreditNotePart.cents), CreditNotePart.applied_on, CreditNotePart.invoice_id)
    notes = (
        select(CreditNote.invoice_id, CreditNote.total_cents).where(CreditNote.invoice_id.is_not(None)),
        CreditNote.issued_on,
        CreditNote.invoice_id,
    )
    deposits = (
        select(DepositMovement.invoice_id, paid_by_deposit()).where(*moved_by_deposits()),
        DepositMovement.date,
        DepositMovement.invoice_id,
    )
    return _summed(
        then, *(then.undone(query, on, Invoice, key, Invoice.issued_on, here) for query, on, key in (parts, credits, notes, deposits))
    )


def _invoices(then: Then, here: Sequence[ColumnElement[bool]]) -> list[AnySelect]:
    """What is left of each invoice; what was paid and credited beyond its total, less what its credit notes gave elsewhere, is the customer's credit.

    Those that are not settled now, and those that were settled since: most invoices of a house were paid long ago, and nobody looks at them.
    """
    after, spent = _settled_after(then, here), _spent(then, CreditNote.invoice_id)
    left = NOW_LEFT + func.coalesce(after.c.cents, 0)
    is_open = left > 0
    cents = case((is_open, left), else_=func.least(left + func.coalesce(spent.c.cents, 0), 0))
    row = _row(Invoice, case((is_open, Invoice.due_on), else_=Invoice.issued_on), cents, case((is_open, Invoice.id)), Invoice.number)
    counts, was_there = on_account(then.day)
    row = then.on(row.where(counts, cents != 0), was_there).outerjoin(spent, and_(spent.c.of == Invoice.id, *then.same(spent)))
    changed = and_(after.c.of == Invoice.id, *then.same(after))
    return [row.outerjoin(after, changed).where(NOW_LEFT != ZERO), row.join(after, changed).where(NOW_LEFT == ZERO)]


def _spent(then: Then, of: Any) -> Subquery | CTE:
    """What credit notes paid of other invoices, or gave back, by then: by the invoice that they correct, or by note."""
    parts = then.on(
        select(of, CreditNotePart.cents).join(CreditNote, CreditNote.id == CreditNotePart.credit_note_id),
        CreditNotePart.applied_on <= then.day,
    )
    refunds = then.on(
        select(of, Refund.amount_cents).join(CreditNote, CreditNote.id == Refund.credit_note_id).where(given_back()),
        Refund.refunded_on <= then.day,
    )
    return _summed(then, *(each.add_columns(*then.columns) for each in (parts, refunds)))


def left_then(session: Session, invoice_ids: Sequence[int], day: dt.date) -> dict[int, int]:
    """What was left to pay of each of these invoices at the end of that day, in cents; of one that has a later date, what of it was left already."""
    after = _settled_after(Then.at(day), [Invoice.id.in_(invoice_ids)])
    left = cast(func.greatest(NOW_LEFT + func.coalesce(after.c.cents, 0), 0), BigInteger)
    query = select(Invoice.id, left).outerjoin(after, after.c.of == Invoice.id).where(Invoice.id.in_(invoice_ids))
    return dict(session.execute(query).all())


def _payments(then: Then, here: Sequence[ColumnElement[bool]]) -> list[AnySelect]:
    """Of a payment, what no invoice had needed by then, and nobody had got back."""
    parts = (select(PaymentPart.payment_id, PaymentPart.cents), PaymentPart.applied_on, PaymentPart.payment_id)
    refunds = (
        select(Refund.payment_id, Refund.amount_cents).where(Refund.payment_id.is_not(None), given_back()),
        Refund.refunded_on,
        Refund.payment_id,
    )
    after = _summed(then, *(then.undone(query, on, Payment, key, Payment.received_on, here) for query, on, key in (parts, refunds)))
    left = Payment.credit_cents + func.coalesce(after.c.cents, 0)
    row = then.on(_row(Payment, Payment.received_on, -left, null(), Payment.reference).where(left > 0), Payment.received_on <= then.day)
    changed = and_(after.c.of == Payment.id, *then.same(after))
    return [row.outerjoin(after, changed).where(Payment.credit_cents > ZERO), row.join(after, changed).where(Payment.credit_cents == ZERO)]


def _credit_notes(then: Then) -> AnySelect:
    """Of a month below zero (P12), what nothing has used; a note of an invoice counts with that."""
    spent = _spent(then, CreditNote.id)
    left = CreditNote.total_cents - func.coalesce(spent.c.cents, 0)
    row = then.on(_row(CreditNote, CreditNote.issued_on, -left, null(), CreditNote.number), CreditNote.issued_on <= then.day)
    return row.outerjoin(spent, and_(spent.c.of == CreditNote.id, *then.same(spent))).where(CreditNote.invoice_id.is_(None), left > 0)


def _opening(then: Then, by: Actor) -> AnySelect:
    """Through the home of the organisation: somebody who works elsewhere does not see it."""
    query = _row(Organisation, OpeningBalance.date, OpeningBalance.amount_due_cents, null(), OpeningBalance.document)
    query = query.join(OpeningBalance, OpeningBalance.organisation_id == Organisation.id).where(OpeningBalance.amount_due_cents != 0)
    query = then.on(query, OpeningBalance.date <= then.day)
    if not by.is_staff:
        return query.where(Organisation.id == by.organisation_id if by.sees_invoices else false())
    return query if by.location_ids is None else query.where(Organisation.location_id.in_(by.location_ids))
