"""Mails of the sales team: invitations to meetings, and what somebody wrote themselves, with a way to stop them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.queries.contacts.meeting_told import MeetingTold
from app.queries.letter_sender import LetterSender
from app.rendering.account_mail import letter
from app.rendering.mail import MailContent
from app.rendering.templates import filled, one_line


def meeting_invite_mail(sender: LetterSender, meeting: MeetingTold) -> MailContent:
    """It stands, for the first time or in another way than before; a guest's reply goes to the colleague who receives them."""
    return _answered(letter("meeting_invite", sender, meeting.link, meeting=meeting), meeting)


def meeting_cancel_mail(sender: LetterSender, meeting: MeetingTold) -> MailContent:
    """It is called off, or the reader need not come."""
    return _answered(letter("meeting_cancel", sender, meeting.link, meeting=meeting), meeting)


def sales_mail(sender: LetterSender, *, subject: str, text: str, writer: str, reply_to: str, unsubscribe: str) -> MailContent:
    """As it was written, signed by who wrote it. `unsubscribe` is a link that works with one click (RFC 8058, 3.1)."""
    words: dict[str, Any] = {"subject": subject, "text": text, "writer": writer, "view": sender, "unsubscribe": unsubscribe}
    return MailContent(
        subject=one_line(subject, longest=250),
        text=filled("mail/sales_mail.txt", language=sender.language, **words).rstrip() + "\n",
        html=filled("mail/sales_mail.html", language=sender.language, **words),
        sender_name=one_line(f"{writer}, {sender.location_name}" if writer else sender.location_name, longest=100),
        sender_email=one_line(sender.sender_email),
        reply_to=reply_to,
        headers={"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        by_hand=True,
        secrets=(unsubscribe,),
    )


def _answered(words: MailContent, meeting: MeetingTold) -> MailContent:
    return words if meeting.is_host else replace(words, reply_to=meeting.host_email)
