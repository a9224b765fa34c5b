"""InvoiceRun: one location and one month, from preview to sent, resumable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.formats import month_text
from app.core.month import Month
from app.core.states import Machine
from app.models.location import Location
from app.models.organisation import Organisation
from app.rules.policy import DiscountMode, Proration


class RunStatus(StrEnum):
    DRAFT = "draft"
    PREVIEWED = "previewed"
    APPROVED = "approved"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"


class Decision(StrEnum):
    """What staff decided about one organisation of a run."""

    OPEN = "open"
    LEFT_OUT = "left_out"
    APPROVED = "approved"


R = RunStatus


def run_name(location: str, month: Month, sequence: int = 1) -> str:
    """A month at a location as pages, refusals and the audit call it: "Kloof · June 2026", a supplementary run with its number behind."""
    return f"{location} · {month_text(month, 'en')}" + (f" ({sequence})" if sequence > 1 else "")


def approval_mark(fingerprint: str, organisation_ids: Collection[int] | None = None) -> str:
    """What the first of two people approved: the whole preview, or only these organisations of it."""
    if organisation_ids is None:
        return fingerprint
    return sha256(f"{fingerprint} {sorted(organisation_ids)}".encode()).hexdigest()


class InvoiceRun(Entity):
    """`sequence` 1 is the month's run; later ones are supplementary and bill who was left out (P11).

    `cut_off` is the last day whose usage is billed (P3), of the last preview; unless somebody has chosen it, the next one moves it on (P13). Totals are those of the last preview, in cents. `proration`, `discount_mode` and `counts_free` are those of its first
    approval, by which all of it is billed, and its month corrected, whatever the settings say since; empty in runs of before they were kept.
    """

    __tablename__ = "invoice_run"
    __table_args__ = (
        Index("one_run_a_sequence", "location_id", "month", "sequence", unique=True),
        CheckConstraint("sequence > 0", name="sequence_is_positive"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    month: Mapped[Month]
    sequence: Mapped[int] = mapped_column(default=1, server_default="1")
    cut_off: Mapped[dt.date]
    cut_off_chosen: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    status: Mapped[RunStatus] = mapped_column(default=R.DRAFT, server_default="draft")
    fingerprint: Mapped[str] = mapped_column(String(64), default="", server_default="")
    organisations: Mapped[int] = mapped_column(default=0, server_default="0")
    net_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    vat_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    total_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    previous_net_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    previewed_at: Mapped[dt.datetime | None]
    approval_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    approval_asked_fingerprint: Mapped[str] = mapped_column(String(64), default="", server_default="")
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    proration: Mapped[Proration | None]
    discount_mode: Mapped[DiscountMode | None]
    counts_free: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    paused_at: Mapped[dt.datetime | None]
    send_wanted_at: Mapped[dt.datetime | None]

    location: Mapped[Location] = relationship()

    moves = Machine(
        preview=({R.DRAFT, R.PREVIEWED}, R.PREVIEWED),
        approve=({R.PREVIEWED, R.APPROVED, R.RUNNING, R.PARTIAL, R.DONE}, R.APPROVED),
        start=({R.APPROVED, R.PARTIAL, R.DONE}, R.RUNNING),
        finish=({R.APPROVED, R.RUNNING, R.PARTIAL}, R.DONE),
        finish_partly=({R.APPROVED, R.RUNNING, R.DONE}, R.PARTIAL),
    )

    @property
    def name(self) -> str:
        return run_name(self.location.name, self.month, self.sequence)

    def __str__(self) -> str:
        return self.name


class RunOrganisation(Record):
    """One organisation in a run: what was previewed (a snapshot with its own fingerprint), and what was decided.

    `volume_count` is the number of licenses that gave the volume discount, frozen with the approval (P5); `corrected_counts` are those of earlier months
    that a correction in this row bills for the first time, by month.
    """

    __tablename__ = "run_organisation"
    __table_args__ = (
        Index("one_row_an_organisation", "run_id", "organisation_id", unique=True),
        Index("run_organisation_open", "run_id", postgresql_where=text("decision = 'open'")),
        CheckConstraint("decision <> 'left_out' OR left_out_reason <> ''", name="left_out_has_reason"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("invoice_run.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    decision: Mapped[Decision] = mapped_column(default=Decision.OPEN, server_default="open")
    left_out_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    decided_at: Mapped[dt.datetime | None]
    volume_count: Mapped[int] = mapped_column(default=0, server_default="0")
    corrected_counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    previous_net_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    licenses: Mapped[int] = mapped_column(default=0, server_default="0")
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    causes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    lines: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSONB))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)

    run: Mapped[InvoiceRun] = relationship()
    organisation: Mapped[Organisation] = relationship()
