"""Letters about guests: what stands in them, what is attached, and whether they may still go."""

from __future__ import annotations

import io
from dataclasses import replace

import segno
from flask import current_app
from flask_babel import gettext as _

from app.access.visit_passes import link_of
from app.core import clock
from app.core.entity import db
from app.core.formats import locale_of
from app.integrations.mail import Attachment
from app.models import CheckIn, Delivery, Visit
from app.models.delivery import DeliveryKind
from app.models.visit import VisitStatus
from app.queries.guest_letters import guest_told, visit_told
from app.queries.letter_sender import LetterSender, sender_to
from app.rendering import guest_mail
from app.rendering.mail import MailContent
from app.translation import VISITOR_LANGUAGES


def why_no_guest_letter(row: Delivery) -> str:
    """In words; empty when it may go."""
    if row.kind is DeliveryKind.VISIT_INVITE:
        visit = db.session.get_one(Visit, row.visit_id)
        if visit.status is not VisitStatus.EXPECTED:
            return _("The guest came, or the visit was called off, before the mail went.")
        if row.addressee != visit.email.lower():
            return _("The invitation goes to another address by now, with another pass.")
        return "" if visit.expected_at > clock.now() else _("The time of the visit was over before the mail went.")
    return ""


def guest_letter(row: Delivery) -> tuple[MailContent, tuple[Attachment, ...]]:
    """The words and, for who is invited, the pass as a picture."""
    sender, house = sender_to(db.session(), row), current_app.extensions["settings"].public_url.rstrip("/")
    if row.kind is DeliveryKind.GUEST_WELCOME:
        return guest_mail.guest_welcome_mail(_in_their_language(sender, row), guest_told(db.session(), row)), ()
    if row.kind is DeliveryKind.GUEST_NOTICE:
        host = db.session.get_one(CheckIn, row.check_in_id).host
        path = "/my/guests" if host is not None and host.email.lower() == row.addressee else "/desk/"
        return guest_mail.guest_notice_mail(sender, guest_told(db.session(), row), link=house + path), ()
    visit = db.session.get_one(Visit, row.visit_id)
    if row.kind is DeliveryKind.VISIT_CANCEL:
        return guest_mail.visit_cancel_mail(sender, visit_told(db.session(), row)), ()
    link = link_of(visit)
    return guest_mail.visit_invite_mail(sender, visit_told(db.session(), row), link=link), (_picture(link),)


def _in_their_language(sender: LetterSender, row: Delivery) -> LetterSender:
    check_in = db.session.get_one(CheckIn, row.check_in_id)
    language = check_in.guest.language if check_in.guest is not None else ""
    return (
        replace(sender, language=language, locale=locale_of(check_in.location.country, language))
        if language in VISITOR_LANGUAGES
        else sender
    )


def _picture(link: str) -> Attachment:
    """The pass as the tablet's camera reads it."""
    content = io.BytesIO()
    segno.make(link, error="m").save(content, kind="png", scale=8, border=4)
    return Attachment("pass.png", "image/png", content.getvalue(), is_secret=True)
