"""Reminders, statements, receipts and letters about prices: what stands in them, what is attached, and whether they may still go."""

from __future__ import annotations

from flask import current_app

from app.access.actor import SYSTEM
from app.actions.deliveries.debts import why_no_debt
from app.actions.deliveries.rises import why_no_rise
from app.core.entity import db
from app.integrations.mail import Attachment
from app.models import AccountLetter, Delivery, Document
from app.models.delivery import PRICES, DeliveryKind
from app.queries.debtors.letters import reminder_told
from app.queries.debtors.statement import Statement, statement
from app.queries.documents import invoice_view
from app.queries.escalations.letters import prices_told
from app.queries.kept_files import content_of
from app.queries.letter_sender import sender_to
from app.queries.receipt import receipt
from app.rendering.debtor_mail import receipt_mail, reminder_mail, statement_mail
from app.rendering.mail import MailContent
from app.rendering.pdf import invoice_pdf
from app.rendering.price_mail import price_mail
from app.rendering.receipt import receipt_pdf
from app.rendering.statement import statement_pdf

PDF = "application/pdf"


def why_no_letter(row: Delivery) -> str:
    """Why a letter must not go any more, in words; empty when it may."""
    if row.kind in (DeliveryKind.STATEMENT, DeliveryKind.RECEIPT):
        return ""
    if row.kind in PRICES:
        return why_no_rise(db.session(), row)
    return why_no_debt(db.session(), row)


def debtor_letter(row: Delivery) -> tuple[MailContent, tuple[Attachment, ...]]:
    """The words, and the paper that they are about, if any."""
    letter, house = _letter_of(row), current_app.extensions["settings"].public_url.rstrip("/")
    sender = sender_to(db.session(), row)
    if row.kind is DeliveryKind.STATEMENT:
        found = _statement_of(letter)
        return statement_mail(sender, found, link=f"{house}/my/invoices/"), (
            Attachment(f"{found.buyer_code}-{found.last}.pdf", PDF, statement_pdf(found)),
        )
    if row.kind is DeliveryKind.RECEIPT:
        assert letter.payment_id is not None, "a receipt is of a payment"
        paid = receipt(db.session(), letter.payment_id, by=SYSTEM)
        return receipt_mail(sender, paid, link=f"{house}/my/invoices/payments"), (Attachment(f"{paid.number}.pdf", PDF, receipt_pdf(paid)),)
    if row.kind in PRICES:
        return price_mail(sender, prices_told(db.session(), letter), link=f"{house}/my/invoices/"), ()
    told = reminder_told(db.session(), letter)
    return reminder_mail(sender, told, link=house + told.path), (_invoice(letter),)


def _letter_of(row: Delivery) -> AccountLetter:
    return db.session.get_one(AccountLetter, row.letter_id)


def _statement_of(letter: AccountLetter) -> Statement:
    assert letter.first_day is not None and letter.last_day is not None, "a statement is of a period"
    return statement(db.session(), letter.organisation_id, letter.first_day, letter.last_day, by=SYSTEM, currency=letter.currency or "")


def _invoice(letter: AccountLetter) -> Attachment:
    """As it was kept; one from a time before Foyer kept them is printed now."""
    invoice = letter.invoice
    assert invoice is not None
    if invoice.document_id is None:
        return Attachment(f"{invoice.number}.pdf", PDF, invoice_pdf(invoice_view(invoice.id, by=SYSTEM)))
    kept = db.session.get_one(Document, invoice.document_id)
    return Attachment(kept.name, kept.media_type, content_of(kept), document_id=kept.id)
