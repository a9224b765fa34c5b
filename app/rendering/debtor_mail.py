"""Mails about what is owed: a reminder of one invoice, and a statement of the account."""

from __future__ import annotations

from app.queries.debtors.letters import ReminderTold
from app.queries.debtors.statement import Statement
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def reminder_mail(sender: LetterSender, told: ReminderTold, *, link: str) -> MailContent:
    """Friendly before the day and on the next, plain after it; says what comes before it comes."""
    return letter("reminder", sender, link, told=told)


def statement_mail(sender: LetterSender, found: Statement, *, link: str) -> MailContent:
    """The balance in the mail, the movements in the PDF beside it."""
    return letter("statement", sender, link, found=found)
