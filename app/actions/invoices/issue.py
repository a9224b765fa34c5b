"""Issue one invoice that no run makes: number, parties, VAT, hash and steps as in an approval, and open to be paid at once (I2, P9, U5)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from app.actions.invoice_runs.frozen import NO_VAT
from app.actions.invoices.identity import require_identity
from app.actions.invoices.numbers import next_numbers
from app.actions.months.open import require_open_month
from app.core import clock
from app.core.month import Month
from app.models import Adhoc, Invoice, InvoiceLine, Location, Organisation, Step
from app.models.document_line import LineKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.number_series import DocumentType
from app.models.step import StepName
from app.queries.line_json import day_text
from app.queries.location_tax import Tax
from app.queries.parties import buyer_json, seller_json
from app.rules.document_hash import HashedDocument, HashedLine, document_hash
from app.work import Work


@dataclass(frozen=True, slots=True)
class Billed:
    """One line: cents; `vat_percent` 0 is outside VAT. `charge` is the ad hoc charge that it bills, if it bills one."""

    text: str
    net: int
    vat: int
    vat_percent: Decimal
    item_code: str = ""
    charge: Adhoc | None = None


def issue_invoice(
    work: Work, organisation: Organisation, location: Location, tax: Tax, lines: Sequence[Billed], *, kind: InvoiceKind
) -> Invoice:
    """Sent to be paid, and not mailed yet; the caller holds the organisation. Raises Refused where no tax invoice can be made (P9), and in a closed month."""
    today = clock.today(location.zone)
    require_open_month(work, location, Month.of(today))
    require_identity(location, tax)
    net, vat = sum(line.net for line in lines), sum(line.vat for line in lines)
    (number,) = next_numbers(work, location, DocumentType.INVOICE, 1)
    seller = seller_json(location)
    buyer = buyer_json(
        organisation.name, organisation.address, organisation.vat_number, organisation.registration_number, organisation.code
    )
    texts = [_("%(what)s, %(day)s", what=line.text, day=day_text(today)) for line in lines]
    hashed = (HashedLine(text, line.net, line.vat, line.vat_percent) for text, line in zip(texts, lines, strict=True))
    invoice = Invoice(
        organisation_id=organisation.id,
        location_id=location.id,
        kind=kind,
        status=InvoiceStatus.DRAFT,
        sent_at=clock.now(),
        month=Month.of(today),
        number=number,
        currency=location.currency,
        issued_on=today,
        due_on=today,
        net_cents=net,
        vat_cents=vat,
        total_cents=net + vat,
        reference=number,
        seller=json.loads(seller),
        buyer=json.loads(buyer),
        content_hash=document_hash(HashedDocument(number, location.currency, today, today, seller, buyer, net, vat, net + vat), hashed),
    )
    for verb in ("approve", "send"):
        Invoice.moves.move(invoice, verb)
    work.add(invoice)
    for position, (text, line) in enumerate(zip(texts, lines, strict=True), start=1):
        work.session.add(_line(invoice, position, text, line, tax, today))
    for name in list(StepName) if location.xero_connection_id is not None else [StepName.PDF]:
        work.session.add(Step(invoice_id=invoice.id, name=name, key=f"invoice-{invoice.id}-{name.value}"))
    work.session.flush()
    return invoice


def _line(invoice: Invoice, position: int, text: str, line: Billed, tax: Tax, today: dt.date) -> InvoiceLine:
    charge = line.charge
    return InvoiceLine(
        invoice_id=invoice.id,
        position=position,
        kind=LineKind.ADHOC if charge is not None else LineKind.MANUAL,
        description=text,
        service_month=invoice.month,
        starts_on=today,
        ends_on=today,
        days=1,
        of_days=1,
        quantity=Decimal(1),
        price_cents=line.net,
        net_cents=line.net,
        vat_cents=line.vat,
        vat_percent=line.vat_percent,
        tax_type=tax.xero_type if line.vat_percent else NO_VAT,
        item_code=line.item_code,
        key=f"{LineKind.ADHOC.value}-{charge.id}" if charge is not None else None,
        adhoc_id=charge.id if charge is not None else None,
        factors=[],
        parts=[],
    )
