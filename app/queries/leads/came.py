"""How many enquiries came before: from a sender, from an address, on a form; and whether the words were seen (S3, S4)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Enquiry
from app.models.enquiry import EnquiryState
from app.models.lead import LeadOrigin
from app.rules.lead_limits import Came

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(hours=24)


def came(session: Session, *, sender: str, email_key: str | None, form_id: int, now: dt.datetime) -> Came:
    """Through forms, within the last hour or day. An unknown sender or address is counted as none."""
    return Came(
        from_address_hour=_count(session, Enquiry.sender == sender, now - HOUR) if sender else 0,
        from_address_day=_count(session, Enquiry.sender == sender, now - DAY) if sender else 0,
        from_email_day=_count(session, Enquiry.email_key == email_key, now - DAY) if email_key else 0,
        on_form_hour=_count(session, Enquiry.form_id == form_id, now - HOUR),
    )


def seen_before(session: Session, enquiry: Enquiry) -> bool:
    """The same words came within 24 hours before (S4)."""
    if enquiry.text_hash is None:
        return False
    query = select(Enquiry.id).where(
        Enquiry.text_hash == enquiry.text_hash, Enquiry.id < enquiry.id, Enquiry.received_at > enquiry.received_at - DAY
    )
    return session.scalar(query.limit(1)) is not None


def is_trusted(session: Session, email_key: str | None) -> bool:
    """A person rescued this address before (S7): that is the allow list."""
    if not email_key:
        return False
    query = select(Enquiry.id).where(Enquiry.email_key == email_key, Enquiry.state == EnquiryState.RESCUED)
    return session.scalar(query.limit(1)) is not None


def _count(session: Session, criterion: object, since: dt.datetime) -> int:
    query = select(func.count()).select_from(Enquiry).where(criterion, Enquiry.origin == LeadOrigin.WEB, Enquiry.received_at > since)  # type: ignore[arg-type]
    return session.scalar(query) or 0
