"""Consent and its opposite: who asked for news of us, and who wants to be left alone (POPIA 11(3) and 69, RFC 8058)."""

from __future__ import annotations

import uuid

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.activities.words import line_of
from app.core.clock import now
from app.core.errors import Missing, Refused
from app.models import Contact
from app.work import Work, transaction


def leave_in_peace(contact_id: int, *, reason: str, by: Actor) -> Contact:
    """From now on no mail that we would write by ourselves goes to them; invoices do. Raises Missing, Forbidden, Refused at `reason`."""
    with transaction(by=by) as work:
        contact = _lock(work, contact_id)
        contact.do_not_contact_reason = line_of(reason, 500, "reason", needed=True)
        contact.do_not_contact_at = contact.do_not_contact_at or now()
        contact.consent_at, contact.consent_source = None, ""
    return contact


def contact_again(contact_id: int, *, source: str, by: Actor) -> Contact:
    """They asked for it: `source` says where and how. Raises Missing, Forbidden, Refused at `source`."""
    with transaction(by=by) as work:
        contact = _lock(work, contact_id)
        contact.consent_source = line_of(source, 200, "source", needed=True)
        contact.consent_at = now()
        contact.do_not_contact_at, contact.do_not_contact_reason = None, ""
    return contact


def unsubscribe(public_id: uuid.UUID) -> Contact:
    """By the link in a mail, without a sign-in; a second time changes nothing. Raises Missing when the contact was erased."""
    with transaction(by=SYSTEM) as work:
        found = work.session.scalars(select(Contact).where(Contact.public_id == public_id)).one_or_none()
        if found is None:
            raise Missing(_("This link does not work any more."))
        contact = work.lock(Contact, found.merged_into_id or found.id)
        if contact.do_not_contact_at is None:
            contact.do_not_contact_at, contact.do_not_contact_reason = now(), _("By the link in one of our mails.")
            contact.consent_at, contact.consent_source = None, ""
    return contact


def _lock(work: Work, contact_id: int) -> Contact:
    require(work.by, Permission.CONTACT_WRITE)
    contact = work.lock(Contact, contact_id)
    if contact.merged_into_id is not None:
        raise Refused(_("This contact was merged into another one: change that one."))
    return contact
