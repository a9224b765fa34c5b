"""What a raw mail tells: its headers, its first words, its text made harmless, the names of its attachments."""

from __future__ import annotations

import datetime as dt
import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html import escape
from typing import Any

import nh3

from app.integrations.mail_archive import MailFound

SNIPPET, LARGEST_BODY = 300, 500_000
TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}
BROKEN = (LookupError, ValueError, UnicodeError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class Shown:
    """`body` is HTML without scripts, styles, forms or anything that is fetched from elsewhere. Attachments: name and bytes."""

    message_id: str
    body: str
    attachments: list[dict[str, Any]]


def found_in(raw: bytes, archive_id: str) -> MailFound | None:
    """None for a mail without a date, which no list could order."""
    message = _parsed(raw)
    at = _date(message)
    if at is None:
        return None
    return MailFound(
        archive_id=archive_id,
        message_id=_header(message, "Message-ID") or f"<{archive_id}@archive>",
        at=at,
        sender=parseaddr(_header(message, "From"))[1],
        recipients=", ".join(filter(None, (_header(message, "To"), _header(message, "Cc")))),
        subject=_header(message, "Subject"),
        snippet=snippet_of(message),
        is_automatic=_header(message, "Auto-Submitted").lower() not in ("", "no"),
    )


def shown(raw: bytes) -> Shown:
    """The mail as a page may show it: remote pictures are not there, and neither is what looks like a link to a program."""
    message = _parsed(raw)
    text, html = _part(message, "plain"), _part(message, "html")
    body = harmless(html) if html else escape(text).replace("\n", "<br>\n")
    names = (
        [
            {"name": _one_line(part.get_filename() or "?")[:200], "bytes": len(part.get_payload(decode=True) or b"")}
            for part in message.iter_attachments()
        ]
        if message.is_multipart()
        else []
    )
    return Shown(_header(message, "Message-ID"), body[:LARGEST_BODY].replace("\x00", ""), names[:100])


def harmless(html: str) -> str:
    """Tags of text alone; links open nothing but pages and mails, and tell nobody where they were."""
    return nh3.clean(
        html[: 2 * LARGEST_BODY],
        tags=TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def snippet_of(message: EmailMessage) -> str:
    text = _part(message, "plain") or re.sub(r"<[^>]*>", " ", nh3.clean(_part(message, "html"), tags=set()))
    return _one_line(text)[:SNIPPET]


def _parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage), "the policy makes these"
    return found


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _one_line(str(message.get(name, "") or ""))
    except BROKEN:
        return ""


def _date(message: EmailMessage) -> dt.datetime | None:
    try:
        found = message["Date"].datetime
    except BROKEN:
        return None
    return None if found is None else found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def _part(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""
    except BROKEN:
        return ""


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
