"""Receipt: one payment as plain values: what came in, which invoices it paid, what of it is credit, and what went back. No tax document: invoices are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.errors import Missing
from app.core.formats import locale_of
from app.models import Invoice, Location, Payment, PaymentPart, Refund
from app.models.payment import PaymentMethodKind, charged_invoice
from app.models.refund import RefundState, RefundWay
from app.queries.debtors.open_items import given_back, left_then
from app.queries.document_view import Party
from app.queries.parties import buyer_today, seller_today


@dataclass(frozen=True, slots=True)
class Use:
    """`cents` of the payment pay that invoice, since `on`, or since what it pays of it last changed; `left_cents` of the invoice were left to pay at the end of that day."""

    number: str
    on: dt.date
    total_cents: int
    cents: int
    left_cents: int


@dataclass(frozen=True, slots=True)
class Back:
    """Cents that went back; `is_done` is False while the card provider has not said so."""

    on: dt.date
    way: RefundWay
    reference: str
    cents: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """Cents of `currency`: what `uses` and `backs` hold, and `credit_cents`, are `amount_cents` together (P1)."""

    number: str
    seller: Party
    buyer: Party
    buyer_code: str
    location_name: str
    country: str
    vat_registered: bool
    logo: bytes | None
    kind: PaymentMethodKind
    received_on: dt.date
    reference: str
    currency: str
    amount_cents: int
    credit_cents: int
    uses: tuple[Use, ...]
    backs: tuple[Back, ...]
    language: str = "en"

    @property
    def used_cents(self) -> int:
        return sum(each.cents for each in self.uses)

    @property
    def back_cents(self) -> int:
        return sum(each.cents for each in self.backs)

    @property
    def is_money(self) -> bool:
        """Credits of a wallet were paid for earlier: nothing comes in when they are used."""
        return self.kind is not PaymentMethodKind.WALLET

    @property
    def locale(self) -> str:
        return locale_of(self.country, self.language)


def receipt(session: Session, payment_id: int, *, by: Actor) -> Receipt:
    """Of a payment that the actor may see, the whole of it: the paper is the customer's, and the same whoever prints it. Raises Missing."""
    query = (
        select(Payment)
        .where(Payment.id == payment_id)
        .options(joinedload(Payment.organisation), joinedload(Payment.location).options(undefer(Location.logo)))
    )
    payment = session.scalars(narrowed(query, by, Payment)).one_or_none()
    if payment is None:
        raise Missing(_("There is no such payment."))
    place, organisation = payment.location, payment.organisation
    return Receipt(
        number=payment.receipt_number,
        seller=seller_today(place),
        buyer=buyer_today(organisation),
        buyer_code=organisation.code,
        location_name=place.name,
        country=place.country,
        vat_registered=place.vat_registered,
        logo=place.logo,
        kind=payment.kind,
        received_on=payment.received_on,
        reference=charged_invoice(payment.reference, payment.kind) or payment.reference,
        currency=payment.currency,
        amount_cents=payment.amount_cents,
        credit_cents=payment.credit_cents,
        uses=tuple(_uses(session, payment.id)),
        backs=tuple(_backs(session, payment.id)),
    )


def _uses(session: Session, payment_id: int) -> list[Use]:
    """In the order in which it paid them; what was taken back whole is none."""
    paid = func.sum(PaymentPart.cents)
    query = (
        select(Invoice, func.max(PaymentPart.applied_on), paid)
        .join(PaymentPart, PaymentPart.invoice_id == Invoice.id)
        .where(PaymentPart.payment_id == payment_id)
    )
    found = session.execute(query.group_by(Invoice.id).having(paid > 0).order_by(func.min(PaymentPart.id))).all()
    days: dict[dt.date, list[int]] = {}
    for invoice, on, _cents in found:
        days.setdefault(on, []).append(invoice.id)
    left = {invoice_id: cents for day, ids in days.items() for invoice_id, cents in left_then(session, ids, day).items()}
    return [Use(invoice.number or "", on, invoice.total_cents, int(cents), left[invoice.id]) for invoice, on, cents in found]


def _backs(session: Session, payment_id: int) -> list[Back]:
    query = select(Refund).where(Refund.payment_id == payment_id, given_back()).order_by(Refund.refunded_on, Refund.id)
    return [
        Back(row.refunded_on, row.way, row.reference, row.amount_cents, row.state is RefundState.DONE) for row in session.scalars(query)
    ]
