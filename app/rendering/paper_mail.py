"""Mails about proposals and contracts: the link, the reminder before its last day, the sealed PDF for both sides, and a no for ours."""

from __future__ import annotations

from app.queries.letter_sender import LetterSender
from app.queries.papers.view import PaperView
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def sent_mail(sender: LetterSender, paper: PaperView, *, link: str) -> MailContent:
    """The first invoice and the month after it in the mail, everything else behind the link and in the PDF."""
    return letter("paper_sent", sender, link, secrets=(link,), paper=paper)


def reminder_mail(sender: LetterSender, paper: PaperView, *, link: str) -> MailContent:
    """Goes once; a no ends it as well as a yes."""
    return letter("paper_reminder", sender, link, secrets=(link,), paper=paper)


def signed_mail(sender: LetterSender, paper: PaperView) -> MailContent:
    """To who signed, and to the location."""
    return letter("paper_signed", sender, "", paper=paper)


def declined_mail(sender: LetterSender, paper: PaperView, *, link: str) -> MailContent:
    """To whoever sells: who said no, and why. The button leads to the deal, where the next step is."""
    return letter("paper_declined", sender, link, paper=paper)
