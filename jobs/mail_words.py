"""The words in which a mail goes, and what is kept of it: what opens something is taken out first."""

from __future__ import annotations

import structlog
from markupsafe import escape
from sqlalchemy import select

from app.actions.deliveries.keep import Kept, KeptFile, sender_line
from app.core.entity import db
from app.integrations.mail import Attachment, Letter
from app.models import Delivery, MailCopy
from app.queries.letter_sender import sender_to
from app.queries.mail_texts.chosen import text_for
from app.rendering.mail import MailContent
from app.rendering.own_words import in_own_words
from app.rendering.templates import one_line

HIDDEN = "•••"
log = structlog.get_logger()


def worded(delivery: Delivery, content: MailContent) -> MailContent:
    """In the text of its location or of the network, where there is one that fits; else as the house says it. No text keeps a mail back."""
    said = content.said
    own = said and text_for(db.session(), said.words.mail, said.words.variant, delivery.location_id, said.view.language)
    if not own:
        return content
    try:
        return in_own_words(content, own.subject, own.body)
    except ValueError:  # health tells of it as long as it is so
        log.warning("mail_text_unused", mail=own.mail, variant=own.variant, location=own.location_id, language=own.language)
        return content


def kept(letter: Letter, content: MailContent) -> Kept:
    """What stays of it: the words without what the mail itself calls secret, its links and passwords, and its files, but for those that open a door."""
    found = {text for text in content.secrets if text}
    parts = [letter.subject, letter.text, letter.html]
    for secret in sorted(found, key=len, reverse=True):
        parts = [part.replace(secret, HIDDEN).replace(str(escape(secret)), HIDDEN) for part in parts]
    files = [*letter.attachments, *([Attachment("invite.ics", "text/calendar", letter.invitation.content)] if letter.invitation else [])]
    return Kept(
        sender_line(*letter.sender),
        letter.reply_to[:320],
        parts[0][:300],
        parts[1],
        parts[2],
        len(found),
        tuple(_file(each) for each in files),
    )


def trial_letter(delivery: Delivery) -> MailContent:
    """A text that somebody tries out, as it was when they asked."""
    copy, sender = (
        db.session().scalars(select(MailCopy).where(MailCopy.delivery_id == delivery.id)).one(),
        sender_to(db.session(), delivery),
    )
    return MailContent(
        copy.subject,
        copy.text,
        copy.html,
        sender_name=one_line(sender.location_name, longest=100),
        sender_email=one_line(sender.sender_email),
    )


def _file(each: Attachment) -> KeptFile:
    content = None if each.is_secret or each.document_id else each.content
    return KeptFile(each.name[:200], each.type[:100], len(each.content), each.document_id or None, content)
