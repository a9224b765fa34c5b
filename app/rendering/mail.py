"""The mail that carries an invoice or a credit note: subject, plain text and HTML that say the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.queries.document_view import DocumentView
from app.rendering.templates import environment, filled, one_line


@dataclass(frozen=True, slots=True)
class MailContent:
    """`sender_name` and `sender_email` are the location's, also to reply to unless `reply_to` is somebody; the address is empty where it has none.

    `by_hand`: a person wrote it, so that an answering machine may answer (RFC 3834).

    No field but `text` and `html` holds a line break, whatever people typed.
    """

    subject: str
    text: str
    html: str
    sender_name: str
    sender_email: str
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    by_hand: bool = False


def invoice_mail(view: DocumentView, *, link: str = "") -> MailContent:
    """The words of an invoice's or a credit note's mail. `link` is its page for the customer; without it there is no button."""
    template = "mail/credit_note_sent.txt" if view.is_credit else "mail/invoice_sent.txt"
    words: Any = environment(view.language).get_template(template).make_module({"view": view})
    return MailContent(
        subject=one_line(words.subject, longest=250),
        text=filled("mail/letter.txt", language=view.language, words=words, view=view, link=link).replace("\u00a0", " ").rstrip() + "\n",
        html=filled("mail/letter.html", language=view.language, words=words, view=view, link=link),
        sender_name=one_line(view.location_name, longest=100),
        sender_email=one_line(view.sender_email),
    )
