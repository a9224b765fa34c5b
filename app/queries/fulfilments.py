"""What the lines of an invoice, or of a month below zero, bring: the credits of the products that they bill (U4, I10, P12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.money import rounded
from app.models import Access, Adhoc, CreditNote, CreditNoteLine, FoyerUser, Fulfilment, Invoice, InvoiceLine, Product, Purchase
from app.models.access import AccessState
from app.models.fulfilment import FulfilmentState
from app.models.product import VatPoint
from app.rules.access import System
from app.rules.units import Unit

HAVE_ACCOUNT = (AccessState.GRANTED, AccessState.SUSPENDED)
UNDERWAY = (FulfilmentState.DOING, FulfilmentState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Brings:
    """One line: `cents` of `unit`, or `days` in the house, for a person, or for the organisation."""

    line_id: int
    user_id: int | None
    what: str
    unit: Unit
    cents: int
    vat_point: VatPoint
    credit_days: int | None
    days: int | None = None


def what_it_brings(session: Session, document: Invoice | CreditNote) -> list[Brings]:
    """Lines that bill a product with credits, and that were not given back as a whole. A purchase says itself what was bought.

    A charge that staff made is for the organisation. A line that bore VAT was taxed as it was sold, whatever the product says (P10).
    """
    found, sign = [], -1 if isinstance(document, CreditNote) else 1  # what a credit note charges is below zero on it
    for line, charge, product, bought, given_back in session.execute(_charges(document)):
        net = sign * line.net_cents
        cents = _cents(charge, product) if bought is None else bought.credit_cents
        days = _days(charge, product) if bought is None else _days_sold(bought, product)
        if (cents <= 0 and not days) or net < 0 or (net and abs(given_back) >= net):
            continue
        point = VatPoint.SALE if line.vat_percent else (bought or product).vat_point
        if bought is None:
            found.append(Brings(line.id, None, product.name, product.type, 0 if days else cents, point, product.credit_days, days))
        else:
            user_id = None if bought.for_team else bought.user_id
            found.append(Brings(line.id, user_id, bought.title, bought.unit, 0 if days else cents, point, bought.credit_days, days))
    return found


def _charges(document: Invoice | CreditNote) -> Select[Any, Adhoc, Product, Purchase, int]:
    """Its lines that bill a product, and what credit notes gave back of each; what a month below zero charges goes back once it has come."""
    line: type[InvoiceLine | CreditNoteLine] = InvoiceLine
    mine, given_back = InvoiceLine.invoice_id == document.id, _given_back()
    if isinstance(document, CreditNote):
        line, mine, given_back = CreditNoteLine, CreditNoteLine.credit_note_id == document.id, literal(0)
    return (
        select(line, Adhoc, Product, Purchase, given_back)
        .join(Adhoc, Adhoc.id == line.adhoc_id)
        .outerjoin(Purchase, Purchase.adhoc_id == Adhoc.id)
        .join(Product, Product.id == Adhoc.product_id)
        .where(mine, Adhoc.extra_id.is_(None))  # an extra was handed out at its booking
        .order_by(line.position)
    )


def _given_back() -> ColumnElement[int]:
    credited = select(func.coalesce(-func.sum(CreditNoteLine.net_cents), 0)).where(CreditNoteLine.invoice_line_id == InvoiceLine.id)
    return credited.correlate(InvoiceLine).scalar_subquery()


def brought_by(adhoc_id: int | InstrumentedAttribute[int | None]) -> Select[Fulfilment]:
    """What the line that bills a charge brought, wherever that line stands."""
    on_invoice = select(InvoiceLine.id).where(InvoiceLine.adhoc_id == adhoc_id)
    on_credit = select(CreditNoteLine.id).where(CreditNoteLine.adhoc_id == adhoc_id)
    return select(Fulfilment).where(or_(Fulfilment.invoice_line_id.in_(on_invoice), Fulfilment.credit_note_line_id.in_(on_credit)))


def charge_of(session: Session, row: Fulfilment) -> Adhoc:
    """What its line bills."""
    model, line_id = (InvoiceLine, row.invoice_line_id) if row.invoice_line_id is not None else (CreditNoteLine, row.credit_note_line_id)
    return session.scalars(select(Adhoc).join(model, model.adhoc_id == Adhoc.id).where(model.id == line_id)).one()


def _cents(charge: Adhoc, product: Product) -> int:
    """Of a charge: so many times what one brings."""
    over, under = charge.quantity.as_integer_ratio()
    return rounded((product.credit_cents or 0) * over, under) if charge.unit_price_cents >= 0 else 0


def _days_sold(bought: Purchase, product: Product) -> int | None:
    """Whole days, as they were sold; a web of before 0088 that still served did not write them down."""
    if bought.days is not None or bought.credit_cents > 0:
        return bought.days
    return (product.days or 0) * bought.quantity or None


def _days(charge: Adhoc, product: Product) -> int | None:
    """Whole days: of a product that brings days, so many times what one brings."""
    return int((product.days or 0) * charge.quantity) or None if charge.unit_price_cents >= 0 else None


def print_account(session: Session, user_id: int, *, also_kept: bool = False) -> str | None:
    """The name of somebody's account at PaperCut; None while there is none. `also_kept`: or one that is only there for the credit in it."""
    kept = and_(Access.state == AccessState.FAILED, Access.external_id.is_not(None))
    there = or_(Access.state.in_(HAVE_ACCOUNT), kept if also_kept else false())
    return session.scalar(select(Access.username).where(Access.user_id == user_id, Access.system == System.PRINTING, there))


def bought_print_credit(session: Session, access_id: int) -> int:
    """Cents that were bought for this person's print account and not taken back, used or not; what was perhaps given counts."""
    is_there = or_(
        Fulfilment.state.in_((FulfilmentState.DONE, *UNDERWAY)),
        and_(Fulfilment.back_reason != "", Fulfilment.state != FulfilmentState.RETURNED),
    )
    bought = select(func.coalesce(func.sum(Fulfilment.cents - Fulfilment.returned_cents), 0)).join(
        Access, Access.user_id == Fulfilment.user_id
    )
    return int(session.scalar(bought.where(Access.id == access_id, Fulfilment.unit == Unit.PRINTING, is_there)) or 0)


def another_underway(session: Session, row: Fulfilment) -> bool:
    """Whether PaperCut is just told, or was perhaps told, of other credit for the same person: their balance would say nothing."""
    query = select(Fulfilment.id).where(
        Fulfilment.user_id == row.user_id, Fulfilment.unit == Unit.PRINTING, Fulfilment.state.in_(UNDERWAY), Fulfilment.id != row.id
    )
    return session.scalar(query.limit(1)) is not None


def people_of(session: Session, organisation_id: int, *, by: Actor) -> list[FoyerUser]:
    """Who may be given what the organisation bought, by name."""
    query = select(FoyerUser).where(FoyerUser.organisation_id == organisation_id, FoyerUser.active)
    query = narrowed(query, by, FoyerUser)
    return list(session.scalars(query.order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)))
