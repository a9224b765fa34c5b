"""MailContent: a mail as it goes, subject, plain text and HTML that say the same; and the frame around the words of all mails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.queries.document_view import DocumentView
from app.rendering.mail_words import Words, words_of
from app.rendering.templates import filled, one_line


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail was written from, so that it can be written again in other words: its words, who signs (`view`), and where its button leads."""

    words: Words
    view: Any
    link: str


@dataclass(frozen=True, slots=True)
class MailContent:
    """`sender_name` and `sender_email` are the location's, also to reply to unless `reply_to` is somebody; the address is empty where it has none.

    `by_hand`: a person wrote it, so that an answering machine may answer (RFC 3834). `secrets` are texts in it that open something: they
    are not kept with what was sent.

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
    secrets: tuple[str, ...] = ()
    said: Said | None = None


def invoice_mail(view: DocumentView, *, link: str = "") -> MailContent:
    """The words of an invoice's or a credit note's mail. `link` is its page for the customer; without it there is no button."""
    mail = "credit_note_sent" if view.is_credit else "invoice_sent"
    return framed(Said(words_of(mail, view.language, view=view), view, link))


def framed(said: Said, *, subject: str = "", pieces: Any = (), secrets: tuple[str, ...] = ()) -> MailContent:
    """The house's words, or the `pieces` of somebody's own (app/rendering/own_words.py), in the frame of all mails; it ends with who the sender is, in law."""
    words, view, link = said.words, said.view, said.link
    subject = one_line(subject or words.subject, longest=250)
    shown = {"language": view.language, "words": words, "view": view, "link": link, "pieces": pieces, "subject": subject}
    return MailContent(
        subject=subject,
        text=filled("mail/letter.txt", **shown).replace("\u00a0", " ").rstrip() + "\n",
        html=filled("mail/letter.html", **shown),
        sender_name=one_line(view.location_name, longest=100),
        sender_email=one_line(view.sender_email),
        secrets=secrets,
        said=said,
    )
