"""Mails about guests: a welcome with the WiFi, a word to the host, an invitation with its pass, and that it was taken back."""

from __future__ import annotations

from app.queries.guest_letters import GuestTold, VisitTold
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent


def guest_welcome_mail(sender: LetterSender, told: GuestTold) -> MailContent:
    """To the guest. Nothing in it is what was typed at the door, where anybody may type anybody's address."""
    return letter("guest_welcome", sender, "", secrets=(told.wifi.password,) if told.wifi is not None else (), told=told)


def guest_notice_mail(sender: LetterSender, told: GuestTold, *, link: str) -> MailContent:
    """To the host, and to who looks after the location. The button leads to who is in, or to the host's own guests."""
    return letter("guest_notice", sender, link, told=told)


def visit_invite_mail(sender: LetterSender, told: VisitTold, *, link: str) -> MailContent:
    """To the guest who is expected; the button shows the pass, which is attached as well."""
    return letter("visit_invite", sender, link, secrets=(link,), told=told)


def visit_cancel_mail(sender: LetterSender, told: VisitTold) -> MailContent:
    """To the guest who need not come."""
    return letter("visit_cancel", sender, "", told=told)
