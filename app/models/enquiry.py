"""Enquiry: what somebody, or some program, sent through a form or an integration, before and after it was judged."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.lead import Lead, LeadOrigin
from app.models.lead_form import LeadForm
from app.models.location import Location
from app.rules.lead_captcha import Verdict


class EnquiryState(StrEnum):
    """`dropped` is kept as long as what waits in the quarantine, so that a mistake can be undone."""

    RECEIVED = "received"
    PASSED = "passed"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    RESCUED = "rescued"
    SPAM = "spam"


E = EnquiryState


class Enquiry(Entity):
    """The row is there before anything else happens, so that none is lost; a job judges it (S1 to S7).

    `key` makes a second sending of the same page a no-op. `sender` is the network address that it came from, an IPv6 one without its last
    64 bits, for the limits (S3); `came_in_flood` that the form had more posts within the hour than S3 lets straight in. `captcha_token` is what
    the visitor's browser was given, and goes once it was asked about. `signs` are the names of what counted against it, `points` their sum with the captcha's.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_are_positive"),
        CheckConstraint("(state IN ('passed', 'rescued')) = (lead_id IS NOT NULL)", name="passed_has_its_lead"),
        CheckConstraint("(state = 'received') = (judged_at IS NULL)", name="judged_has_its_time"),
        Index("enquiries_of_sender", "sender", "received_at"),
        Index("enquiries_of_address", "email_key", "received_at"),
        Index("enquiries_of_form", "form_id", "received_at"),
        Index("enquiries_of_text", "text_hash", "received_at"),
        Index("enquiries_by_state", "state", "received_at"),
    )

    form_id: Mapped[int] = mapped_column(ForeignKey("lead_form.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    state: Mapped[EnquiryState] = mapped_column(default=E.RECEIVED, server_default="received")
    origin: Mapped[LeadOrigin] = mapped_column(default=LeadOrigin.WEB, server_default="web")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    email_key: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    message: Mapped[str] = mapped_column(String(4000), default="", server_default="")
    text_hash: Mapped[str | None] = mapped_column(String(64))
    places: Mapped[int | None]
    wanted_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(String(80), default="", server_default="")
    page: Mapped[str] = mapped_column(String(300), default="", server_default="")
    referred_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sender: Mapped[str] = mapped_column(String(45), default="", server_default="")
    came_in_flood: Mapped[bool] = mapped_column(default=False, server_default="false")
    captcha_token: Mapped[str] = mapped_column(String(4096), default="", server_default="")
    verdict: Mapped[Verdict | None]
    points: Mapped[int | None]
    signs: Mapped[str] = mapped_column(String(200), default="", server_default="")
    received_at: Mapped[dt.datetime]
    judged_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)

    form: Mapped[LeadForm] = relationship()
    location: Mapped[Location] = relationship()
    lead: Mapped[Lead | None] = relationship()

    moves = Machine(
        column="state",
        accept=(E.RECEIVED, E.PASSED),
        quarantine=(E.RECEIVED, E.QUARANTINED),
        drop=(E.RECEIVED, E.DROPPED),
        rescue=({E.QUARANTINED, E.DROPPED, E.SPAM}, E.RESCUED),
        call_spam=(E.QUARANTINED, E.SPAM),
    )

    def __str__(self) -> str:
        return f"{self.name}, {self.email or self.phone}"
