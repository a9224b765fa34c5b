"""Mails about what is owed and was paid: a reminder of one invoice, a statement of the account, and the receipt of a payment."""

from __future__ import annotations

from app.queries.debtors.letters import ReminderTold
from app.queries.debtors.statement import Statement
from app.queries.letter_sender import LetterSender
from app.queries.receipt import Receipt
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def reminder_mail(sender: LetterSender, told: ReminderTold, *, link: str) -> MailContent:
    """Friendly before the day and on the next, plain after it; says what comes before it comes."""
    return letter("reminder", sender, link, told=told)


def statement_mail(sender: LetterSender, found: Statement, *, link: str) -> MailContent:
    """The balance in the mail, the movements in the PDF beside it."""
    return letter("statement", sender, link, found=found)


def receipt_mail(sender: LetterSender, found: Receipt, *, link: str) -> MailContent:
    """What was paid in the mail, which invoices it paid in the PDF beside it. The button leads to where all receipts are."""
    return letter("receipt", sender, link, found=found)
