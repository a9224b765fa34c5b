"""VisitorTerms: what a guest agrees to at the door, in versions that never change; and who agreed to which, and when (K1, K5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.models.guest import Guest


class VisitorTerms(Entity):
    """One text a version and language. The highest version is in force; a trigger keeps a published text as it is."""

    __tablename__ = "visitor_terms"
    __table_args__ = (Index("one_text_a_version", "version", "language", unique=True),)

    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(20000))
    published_at: Mapped[dt.datetime]
    published_by: Mapped[str] = mapped_column(String(200))

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class TermsConsent(Record):
    """A guest agreed to a text, where and when, from which network address: written once, never changed."""

    __tablename__ = "terms_consent"
    __table_args__ = (Index("consents_of_guest", "guest_id", "at"),)

    guest_id: Mapped[int] = mapped_column(ForeignKey("guest.id", ondelete="CASCADE"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("visitor_terms.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    at: Mapped[dt.datetime]
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")

    guest: Mapped[Guest] = relationship()
    terms: Mapped[VisitorTerms] = relationship()
