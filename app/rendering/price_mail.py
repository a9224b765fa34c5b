"""Mails about prices: that they rise, and that they do not after all."""

from __future__ import annotations

from app.queries.escalations.letters import PricesTold
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def price_mail(sender: LetterSender, told: PricesTold, *, link: str) -> MailContent:
    """Old and new price, from when, and what the end of a commitment's discount adds (P6); or that the letter before holds no more."""
    return letter("price_rise" if told.told_on is None else "price_restored", sender, link, told=told)
