"""XeroMatch: what Xero has that may be one of our customers, or an item, as it was last looked up; a person says which it is."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.organisation import Organisation
from app.rules.contact_match import MatchWhy


class XeroMatch(Record):
    """`xero_id` is the id of a contact, or the code of an item."""

    __tablename__ = "xero_match"
    __table_args__ = (
        CheckConstraint("(why = 'item') = (organisation_id IS NULL)", name="contact_has_organisation"),
        Index("match_of_books", "xero_connection_id", "organisation_id"),
    )

    xero_connection_id: Mapped[int] = mapped_column(ForeignKey("xero_connection.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    why: Mapped[MatchWhy]
    xero_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))

    organisation: Mapped[Organisation | None] = relationship()
