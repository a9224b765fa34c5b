"""The terms for visitors that are in force, in the language of who reads them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Guest, TermsConsent, VisitorTerms
from app.rules.lead_contact import email_key

HOUSE_LANGUAGE = "en"


def terms_in_force(session: Session, language: str = "") -> VisitorTerms | None:
    """Of the highest version: in that language, else in English, else in any; None where none were published."""
    newest = select(func.max(VisitorTerms.version)).scalar_subquery()
    texts = {
        row.language: row for row in session.scalars(select(VisitorTerms).where(VisitorTerms.version == newest).order_by(VisitorTerms.id))
    }
    return texts.get(language) or texts.get(HOUSE_LANGUAGE) or next(iter(texts.values()), None)


def knows_guest(session: Session, email: str) -> bool:
    """Somebody with this address was here before, and agreed to the version in force, if there is one: only the host is still asked for."""
    is_known = session.scalar(select(Guest.id).where(Guest.email_key == email_key(email))) is not None
    return is_known and (session.scalar(select(func.max(VisitorTerms.version))) is None or agreed(session, email))


def agreed(session: Session, email: str) -> bool:
    """To the version in force; False where there is none."""
    newest = select(func.max(VisitorTerms.version)).scalar_subquery()
    query = (
        select(TermsConsent.id).join(Guest, Guest.id == TermsConsent.guest_id).join(VisitorTerms, VisitorTerms.id == TermsConsent.terms_id)
    )
    return session.scalar(query.where(Guest.email_key == email_key(email), VisitorTerms.version == newest).limit(1)) is not None
