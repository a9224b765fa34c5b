"""Paper: a proposal or a contract: what a customer is offered, in versions, with the answer that it got (C7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.document import Document
from app.models.location import Location
from app.models.membership import Membership
from app.models.opportunity import OPEN_STAGES, Opportunity
from app.models.space import Space
from app.models.template import Template


class PaperKind(StrEnum):
    PROPOSAL = "proposal"
    CONTRACT = "contract"


class PaperStatus(StrEnum):
    """A proposal is accepted, a contract signed. `superseded`: a newer version stands in its place."""

    DRAFT = "draft"
    SENT = "sent"
    OPENED = "opened"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


P = PaperStatus
WAITING = (P.SENT, P.OPENED)  # for an answer
AGREED = (P.ACCEPTED, P.SIGNED)


class Paper(Entity):
    """One version of a proposal or a contract. Once it is sent a trigger keeps text, lines, figures and document as they are.

    A draft's `body` has placeholders; sending fills them into `content` and freezes `first_invoice` and `monthly`
    (app/queries/papers/priced.py), in cents of `currency`; `monthly` with the steps by which it changes later. `replaces_id` is the version before, `proposal_id` the proposal that a
    contract came from. The link that is mailed is made from `link_key`, of which only the hash of the secret finds the row;
    `revoked_at` ends it. `document_id` is what was sent, `document_hash` its SHA-256; `sealed_id` the same with the signature.
    `opened_at` is set by the page when somebody reads it in a browser, never by the address being fetched, which mail scanners do.
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_positive"),
        CheckConstraint(
            "kind = 'contract' OR (term_months IS NULL AND notice_months IS NULL AND proposal_id IS NULL)", name="terms_are_of_contracts"
        ),
        CheckConstraint("coalesce(term_months, 1) > 0 AND coalesce(notice_months, 0) >= 0", name="terms_make_sense"),
        CheckConstraint("status = 'draft' OR (first_invoice IS NOT NULL AND sent_at IS NOT NULL)", name="sent_has_its_figures"),
        CheckConstraint("(status IN ('accepted', 'signed')) = (signed_at IS NOT NULL)", name="signed_has_its_time"),
        CheckConstraint("signed_at IS NULL OR (signer_name <> '' AND document_hash <> '')", name="signed_has_name_and_document"),
        CheckConstraint("CASE kind WHEN 'proposal' THEN status <> 'signed' ELSE status <> 'accepted' END", name="answers_in_its_own_word"),
        Index("one_next_version", "replaces_id", unique=True),
        Index("papers_of_opportunity", "opportunity_id", "kind", "id"),
        Index("papers_that_wait", "valid_until", postgresql_where=text("status IN ('sent', 'opened')")),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}

    kind: Mapped[PaperKind]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id", ondelete="SET NULL"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("template.id", ondelete="SET NULL"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id", ondelete="SET NULL"), index=True)
    status: Mapped[PaperStatus] = mapped_column(default=P.DRAFT, server_default="draft")
    language: Mapped[str] = mapped_column(String(10), default="en", server_default="en")
    currency: Mapped[str] = mapped_column(String(3))
    addressee: Mapped[str] = mapped_column(String(200))
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text, default="", server_default="")
    valid_until: Mapped[dt.date]
    term_months: Mapped[int | None]
    notice_months: Mapped[int | None]
    first_invoice: Mapped[dict[str, Any] | None]
    monthly: Mapped[dict[str, Any] | None]
    link_key: Mapped[str | None] = mapped_column(String(40))
    secret_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    revoked_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    sent_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    opened_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    decline_reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    signed_at: Mapped[dt.datetime | None]
    signer_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    signer_address: Mapped[str] = mapped_column(String(60), default="", server_default="")
    signer_agent: Mapped[str] = mapped_column(String(400), default="", server_default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    document_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealed_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)

    location: Mapped[Location] = relationship()
    opportunity: Mapped[Opportunity] = relationship()
    template: Mapped[Template | None] = relationship()
    document: Mapped[Document | None] = relationship(foreign_keys=[document_id])
    sealed: Mapped[Document | None] = relationship(foreign_keys=[sealed_id])
    lines: Mapped[list[PaperLine]] = relationship(back_populates="paper", order_by="PaperLine.position", cascade="all, delete-orphan")

    moves = Machine(
        send=(P.DRAFT, P.SENT),
        open=(P.SENT, P.OPENED),
        accept=(WAITING, P.ACCEPTED),
        sign=(WAITING, P.SIGNED),
        decline=(WAITING, P.DECLINED),
        expire=(WAITING, P.EXPIRED),
        supersede=({P.SENT, P.OPENED, P.DECLINED, P.EXPIRED}, P.SUPERSEDED),
    )

    @property
    def is_waiting(self) -> bool:
        """For an answer: nobody gave one, and its deal is open."""
        return self.status in WAITING and self.opportunity.stage in OPEN_STAGES

    def __str__(self) -> str:
        return self.code


class Proposal(Paper):
    __mapper_args__ = {"polymorphic_identity": PaperKind.PROPOSAL}


class Contract(Paper):
    """`term_months` empty: it runs until it is ended, with `notice_months` of notice."""

    __mapper_args__ = {"polymorphic_identity": PaperKind.CONTRACT}


class PaperLine(Record):
    """So many places of a membership, each one license once the deal is won. Cents are for one place, VAT exclusive.

    `price_cents` replaces the membership's price of a month (P1), `net_price` lets no discount touch it. A discount holds until
    `discount_until`, or for good. `deposit_cents` empty: what the membership asks for; sending fixes it.
    """

    __tablename__ = "paper_line"
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 200", name="places_make_sense"),
        CheckConstraint("coalesce(price_cents, 0) >= 0 AND coalesce(deposit_cents, 0) >= 0", name="amounts_are_not_negative"),
        CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount_is_percent"),
        CheckConstraint("coalesce(commitment_months, 0) BETWEEN 0 AND 120", name="commitment_makes_sense"),
        CheckConstraint("discount_until >= starts_on", name="discount_ends_after_start"),
        Index("lines_of_paper", "paper_id", "position"),
    )

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"))
    position: Mapped[int]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    places: Mapped[int] = mapped_column(default=1, server_default="1")
    starts_on: Mapped[dt.date]
    commitment_months: Mapped[int | None]
    price_cents: Mapped[int | None] = mapped_column(BigInteger)
    net_price: Mapped[bool] = mapped_column(default=False, server_default="false")
    discount_percent: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    discount_until: Mapped[dt.date | None]
    discount_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    deposit_cents: Mapped[int | None] = mapped_column(BigInteger)

    paper: Mapped[Paper] = relationship(back_populates="lines")
    membership: Mapped[Membership] = relationship()
    space: Mapped[Space] = relationship()

    def __str__(self) -> str:
        return f"{self.places} × {self.membership}"
