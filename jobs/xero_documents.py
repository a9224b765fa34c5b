"""Our documents in Xero's words, and Xero's in ours; invoices and credit notes have calls of their own over there."""

from __future__ import annotations

from collections.abc import Callable

from app.actions.xero.record import Held
from app.integrations.xero import CreditNoteForXero, InvoiceForXero, LineForXero, Refusal, Xero, XeroDocument
from app.queries.xero_papers import Books, Paper, PaperKind

DRAFTS = ("DRAFT", "SUBMITTED")


def for_xero(paper: Paper, target: Books) -> InvoiceForXero | CreditNoteForXero:
    """Every line with the tracking option of its location, and its account: that of sales, or of deposits."""
    lines = tuple(
        LineForXero(
            line.description,
            line.net,
            line.tax_type,
            line.vat,
            target.deposit_account_code if line.is_deposit else target.account_code,
            line.item_code or None,
            (target.tracking,) if target.tracking else (),
        )
        for line in paper.lines
    )
    contact = paper.contact_id or ""
    if paper.kind is PaperKind.CREDIT_NOTE:
        return CreditNoteForXero(paper.number, contact, paper.issued_on, paper.currency, paper.reference, lines)
    return InvoiceForXero(paper.number, contact, paper.issued_on, paper.due_on or paper.issued_on, paper.currency, paper.reference, lines)


def creator(xero: Xero, kind: PaperKind) -> Callable[..., list[XeroDocument | Refusal]]:
    return xero.create_invoices if kind is PaperKind.INVOICE else xero.create_credit_notes


def finder(xero: Xero, kind: PaperKind) -> Callable[[list[str]], dict[str, XeroDocument]]:
    return xero.find_invoices if kind is PaperKind.INVOICE else xero.find_credit_notes


def held(told: XeroDocument) -> Held:
    """What was told, as it is compared and kept."""
    return Held(told.xero_id, told.status, told.net, told.tax, told.total, told.line_ids)
