"""Mails about proposals and contracts: what stands in them, what is attached, and whether they may still go."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.access.paper_links import link_of
from app.core import clock
from app.core.entity import db
from app.integrations.mail import Attachment
from app.models import Delivery, Document, Paper
from app.models.delivery import DeliveryKind
from app.queries.kept_files import content_of
from app.queries.letter_sender import sender_of
from app.queries.papers.view import paper_view
from app.rendering.mail import MailContent
from app.rendering.paper_mail import declined_mail, reminder_mail, sent_mail, signed_mail

ANSWERS = (DeliveryKind.PAPER_SIGNED, DeliveryKind.PAPER_DECLINED)


def why_no_paper(row: Delivery) -> str:
    """In words; empty when it may go."""
    paper = db.session.get_one(Paper, row.paper_id)
    if row.kind in ANSWERS:
        return ""
    if not paper.is_waiting:
        return _("It was answered or over before the mail went.")
    if paper.valid_until < clock.today(paper.location.zone):
        return _("Its last day was over before the mail went.")
    return _("Its link was taken back before the mail went.") if paper.revoked_at is not None else ""


def paper_letter(row: Delivery) -> tuple[MailContent, tuple[Attachment, ...]]:
    """The words and the file; a reminder has the link alone."""
    paper, sender = db.session.get_one(Paper, row.paper_id), sender_of(db.session(), row.location_id)
    view = paper_view(db.session(), paper)
    if row.kind is DeliveryKind.PAPER_REMINDER:
        return reminder_mail(sender, view, link=link_of(paper)), ()
    if row.kind is DeliveryKind.PAPER_SIGNED:
        return signed_mail(sender, view), (_file(paper.sealed_id),)
    if row.kind is DeliveryKind.PAPER_DECLINED:
        house = current_app.extensions["settings"].public_url.rstrip("/")
        return declined_mail(sender, view, link=f"{house}/opportunities/{paper.opportunity_id}/"), ()
    return sent_mail(sender, view, link=link_of(paper)), (_file(paper.document_id),)


def _file(document_id: int | None) -> Attachment:
    kept = db.session.get_one(Document, document_id)
    return Attachment(kept.name, kept.media_type, content_of(kept), document_id=kept.id)
