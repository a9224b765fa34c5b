"""The ways of paying a purchase: on the next invoice it is a charge that waits, else an invoice of its own, which credits or a card pay (U2, U5)."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from app.actions.codes import give_code
from app.actions.invoices.events import InvoicePaid
from app.actions.invoices.issue import Billed, issue_invoice
from app.actions.invoices.locked import require_unlocked
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.take import take
from app.actions.purchases.credits import Debited, debit_credits
from app.actions.purchases.held import hold_credits
from app.core import clock
from app.models import Adhoc, Invoice, Purchase
from app.models.invoice import InvoiceKind
from app.models.payment import PaymentMethodKind
from app.models.purchase import PayWay
from app.queries.shop.buyer import Buyer
from app.queries.shop.catalogue import Offer
from app.work import Work


def pay_purchase(work: Work, row: Purchase, found: Offer, buyer: Buyer) -> None:
    """A new purchase, whose organisation is held, goes as far as it can without the world outside: a card is charged by a job."""
    match row.way:
        case PayWay.NEXT_INVOICE:
            _put_on_next_invoice(work, row, found)
        case PayWay.WALLET:
            _pay_by_credits(work, row, found, buyer)
        case _:
            held = hold_credits(work, row, found, buyer) if row.wallet_cents else None
            if held is not None:
                row.net_cents, row.vat_cents = held.net, held.vat
            invoice = _bill(work, row, found, buyer, held)
            if row.total_cents:
                Purchase.moves.move(row, "ask")
            if row.total_cents and row.way is PayWay.CARD:
                begin_charge(invoice.id, by=work.by)


def _put_on_next_invoice(work: Work, row: Purchase, found: Offer) -> None:
    """Runs bill without VAT and add it, as of a booking (B7): what they will bill is what the button said, and what the purchase costs."""
    require_unlocked(work, row.organisation_id, row.location_id)
    price = found.price.on_invoice
    row.net_cents, row.vat_cents, row.total_cents = price.net, price.vat, price.total
    row.adhoc_id = _charge(work, row, found, price.net).id


def _pay_by_credits(work: Work, row: Purchase, found: Offer, buyer: Buyer) -> None:
    """Credits are debited, and what was taxed when they were bought is not taxed again (P10)."""
    debited = debit_credits(work, row, found, buyer)
    row.net_cents, row.vat_cents = debited.net, debited.vat
    invoice = _bill(work, row, found, buyer, debited)
    if row.total_cents:
        take(
            work,
            buyer.organisation,
            [invoice],
            kind=PaymentMethodKind.WALLET,
            currency=row.currency,
            cents=row.total_cents,
            on=clock.today(found.seller.zone),
            reference=_("Credits, %(what)s", what=row.title),
            key=f"wallet:{row.id}",
        )
        Purchase.moves.move(row, "ask")


def _bill(work: Work, row: Purchase, found: Offer, buyer: Buyer, debited: Debited | None) -> Invoice:
    charge = _charge(work, row, found, row.net_cents)
    charge.invoiced_at = clock.now()
    code = found.product.xero_item_code
    if debited is None:
        lines = [Billed(row.title, row.net_cents, row.vat_cents, found.price.vat_percent, code, charge)]
    else:
        first, *rest = debited.parts
        words = row.title if row.wallet_cents else _("%(what)s, paid with credits", what=row.title)
        taxed = _("%(what)s, VAT was charged with the credits", what=row.title)
        texts = [words if part.vat_percent or not found.tax.percent else taxed for part in debited.parts]
        lines = [Billed(texts[0], first.net, first.vat, first.vat_percent, code, charge)]
        lines += [Billed(text, part.net, part.vat, part.vat_percent, code) for text, part in zip(texts[1:], rest, strict=True)]
    invoice = issue_invoice(work, buyer.organisation, found.seller, found.tax, lines, kind=InvoiceKind.PURCHASE)
    row.adhoc_id, row.invoice_id = charge.id, invoice.id
    if not invoice.total_cents:  # nothing to pay is paid
        Invoice.moves.move(invoice, "pay")
        work.emit(InvoicePaid(invoice.id))
    return invoice


def _charge(work: Work, row: Purchase, found: Offer, net: int) -> Adhoc:
    """What bills it, exclusive of VAT."""
    charge = Adhoc(code="", organisation_id=row.organisation_id, location_id=row.location_id, date=clock.today(found.seller.zone))
    charge.quantity, charge.unit_price_cents, charge.product_id, charge.description = Decimal(1), net, row.product_id, row.title
    give_code(work, charge, f"{found.seller.code}-A")
    return work.add(charge)
