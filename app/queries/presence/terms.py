"""The terms for visitors that are in force, in the language of who reads them."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models import Guest, TermsConsent, VisitorTerms
from app.rules.lead_contact import email_key

HOUSE_LANGUAGE = "en"


def terms_in_force(session: Session, language: str = "") -> VisitorTerms | None:
    """Of the highest version: in that language, else in English, else in any; None where none were published."""
    newest = select(func.max(VisitorTerms.version)).scalar_subquery()
    texts = {row.language: row for row in session.scalars(select(VisitorTerms).where(VisitorTerms.version == newest).order_by(VisitorTerms.id))}
    return texts.get(language) or texts.get(HOUSE_LANGUAGE) or next(iter(texts.values()), None)


def knows_guest(session: Session, email: str) -> bool:
    """Somebody with this address was here before, and agreed to the version in force, if there is one: only the host is still asked for."""
    guest_id = session.scalar(select(Guest.id).where(Guest.email_key == email_key(email)))
    version = session.scalar(select(func.max(VisitorTerms.version)))
    if guest_id is None or version is None:
        return guest_id is not None
    agreed = exists().where(TermsConsent.guest_id == guest_id, TermsConsent.terms_id == VisitorTerms.id, VisitorTerms.version == version)
    return bool(session.scalar(select(agreed)))
