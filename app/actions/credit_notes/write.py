"""What every credit note that people make is written from: its lines, its hash and its steps (I5, I11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Location, Step
from app.models.step import StepName
from app.rules.credit_notes import Credit
from app.rules.document_hash import HashedDocument, HashedLine, canonical, document_hash
from app.work import Work

COPIED = ("kind", "description", "service_month", "starts_on", "ends_on", "vat_percent", "tax_type", "item_code")
NAMED = ("license_id", "line_item_id", "adhoc_id", "deposit_id")


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """A line of the note to be: what is given back, in cents. The line is an invoice's, or of a month below zero (P12)."""

    line: InvoiceLine | CreditNoteLine
    credit: Credit


def note_line(note: CreditNote, position: int, each: CreditedLine) -> CreditNoteLine:
    copied: dict[str, Any] = {name: getattr(each.line, name) for name in (*COPIED, *NAMED)}
    return CreditNoteLine(
        credit_note_id=note.id,
        position=position,
        invoice_line_id=each.line.id if isinstance(each.line, InvoiceLine) else None,
        net_cents=-each.credit.net,
        vat_cents=-each.credit.vat,
        factors=[],
        parts=[],
        **copied,
    )


def note_hash(number: str, corrected: Invoice | CreditNote, today: dt.date, lines: Sequence[CreditedLine]) -> str:
    seller, buyer = canonical(corrected.seller), canonical(corrected.buyer)
    net, vat = -sum(each.credit.net for each in lines), -sum(each.credit.vat for each in lines)
    return document_hash(
        HashedDocument(number, corrected.currency, today, None, seller, buyer, net, vat, net + vat),
        (HashedLine(each.line.description, -each.credit.net, -each.credit.vat, each.line.vat_percent) for each in lines),
    )


def note_steps(work: Work, note: CreditNote, location: Location) -> None:
    names = list(StepName) if location.xero_connection_id is not None else [StepName.PDF]
    for name in names:
        work.session.add(Step(credit_note_id=note.id, name=name, key=f"credit-note-{note.id}-{name.value}"))
