"""What is left to credit on each line of an invoice, and what a credit would give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from app.rules.credit_notes import Credit, IssuedLine, MoreThanLeft, credit


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line with what earlier credit notes took off it; cents with the line's own sign."""

    line: InvoiceLine
    issued: IssuedLine

    @property
    def left(self) -> int:
        """Net that may still be credited."""
        return self.issued.net - self.issued.credited_net

    def given(self, net: int | None) -> Credit:
        """What crediting so much gives back, as a positive part of the line. Raises MoreThanLeft."""
        found = credit(self.issued, net)
        return Credit(-found.net, -found.vat)


def creditable_lines(session: Session, invoice: Invoice) -> list[Creditable]:
    """All lines in their order."""
    query = (
        select(CreditNoteLine.invoice_line_id, func.sum(CreditNoteLine.net_cents), func.sum(CreditNoteLine.vat_cents))
        .join(CreditNote)
        .where(CreditNote.invoice_id == invoice.id)
        .group_by(CreditNoteLine.invoice_line_id)
    )
    earlier = {line_id: (int(net), int(vat)) for line_id, net, vat in session.execute(query)}
    return [Creditable(line, IssuedLine(line.net_cents, line.vat_cents, *earlier.get(line.id, (0, 0)))) for line in invoice.lines]


def given_back(lines: list[Creditable], amounts: Mapping[int, int] | None) -> tuple[int, int, list[Creditable]]:
    """Net and VAT of such a credit note, and the lines of which more is asked than is left. None asks for all of it."""
    net = vat = 0
    beyond = []
    for each in lines:
        asked = None if amounts is None else amounts.get(each.line.id, 0)
        if asked == 0 or not each.left:
            continue
        try:
            part = each.given(asked)
        except MoreThanLeft:
            beyond.append(each)
            continue
        net, vat = net + part.net, vat + part.vat
    return net, vat, beyond
