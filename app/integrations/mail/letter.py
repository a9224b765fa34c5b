"""A letter: text and HTML with attachments, safe against line breaks in what people typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask_babel import gettext as _

from app.core.addresses import ascii_address
from app.integrations.errors import GiveUp

# seven bits survive every relay
POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Attachment:
    """`type` is a MIME type such as application/pdf. `document_id`: the kept document that it is; `is_secret`: whoever has it gets in somewhere."""

    name: str
    type: str
    content: bytes
    document_id: int = 0
    is_secret: bool = False


@dataclass(frozen=True)
class Invitation:
    """iCalendar text for the reader's calendar; `method` is its METHOD, which the MIME type has to repeat (RFC 6047, 2.4)."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """`is_automatic`: no person wrote it (RFC 3834, 5). `message_id` is decided once, when the delivery is stored, so that a repetition can be recognised: "<d-42@host>"."""

    message_id: str
    sent_at: dt.datetime
    sender: tuple[str, str]
    recipient: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    headers: dict[str, str] = field(default_factory=dict)
    is_automatic: bool = True


def built(letter: Letter) -> EmailMessage:
    """The message. The same letter gives the same bytes; addresses are in ASCII (RFC 2047, 5 forbids encoded words inside them). Raises GiveUp for a header that cannot be written."""
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(letter.sender[0], addr_spec=ascii_address(letter.sender[1]))
        message["To"] = Address(addr_spec=ascii_address(letter.recipient))
        if letter.reply_to:
            message["Reply-To"] = Address(addr_spec=ascii_address(letter.reply_to))
        message["Subject"] = letter.subject
        message["Date"] = letter.sent_at
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated" if letter.is_automatic else "no"
        for name, value in letter.headers.items():
            message[name] = value
    except (ValueError, IndexError, HeaderParseError) as wrong:
        raise GiveUp(_("This mail cannot be addressed: %(why)s", why=wrong)) from wrong
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.invitation:
        _invite(message, letter.invitation)
    for one in letter.attachments:
        main, _slash, sub = one.type.partition("/")
        message.add_attachment(one.content, main, sub, filename=_one_line(one.name))
    _mark_boundaries(message, letter.message_id)
    return message


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """The last of the alternatives, which calendars take, and the same bytes as a file for those that only see attachments."""
    text, method = invitation.content.decode(), {"method": invitation.method}
    message.add_alternative(text, subtype="calendar", cte="base64", params=method)
    message.add_attachment(invitation.content, "application", "ics", filename="invite.ics")


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip() or "file"


def _mark_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries out of the id instead of out of chance, so that a repetition is the same to the byte."""
    mark = "".join(letter for letter in message_id if letter.isalnum())[:40]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mark}_{number}")
