"""The paper behind a secret, locked, in the name of whoever has the link."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.link_secrets import LONGEST, hashed
from app.core.clock import today
from app.core.errors import Missing, Refused
from app.models import Paper
from app.work import Work

READER = Actor(id=None, name="Reader of the link", is_staff=True)


def locked_by(work: Work, secret: str) -> Paper:
    """Raises Missing, and tells nothing about why."""
    found = None
    if secret and len(secret) <= LONGEST:
        query = select(Paper).where(Paper.secret_hash == hashed(secret), Paper.revoked_at.is_(None))
        found = work.session.scalars(query.with_for_update(of=Paper).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Missing(_("This link does not work any more: it was taken back, or a newer one was sent."))
    return found


def require_waiting(paper: Paper) -> None:
    """Raises Refused, in words for the customer, when an answer comes too late or too early."""
    if not paper.is_waiting:
        raise Refused(_("This offer is closed. Please ask us for a new one."))
    if paper.valid_until < today(paper.location.zone):
        raise Refused(_("The time for an answer is over. Please ask us for a new one."))
    if not paper.document_hash:
        raise Refused(_("It is still being printed. Please try again in a minute."))
