"""PeopleImport: a spreadsheet of one noun on its way in; PeopleImportRow: one of its rows, what it would make, and what came of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.lead import Lead
from app.models.onboarding import Onboarding


class ImportKind(StrEnum):
    """What its rows become. Members are onboarded one by one, leads are taken one by one; the others are the files of a data package."""

    MEMBERS = "members"
    LEADS = "leads"
    USERS = "users"
    CONTACTS = "contacts"
    ORGANISATIONS = "organisations"
    SPACES = "spaces"
    ROOMS = "rooms"
    MEMBERSHIPS = "memberships"
    PRODUCTS = "products"
    LICENSES = "licenses"
    DISCOUNTS = "discounts"
    LINE_ITEMS = "line_items"
    ADHOCS = "adhocs"
    WALLETS = "wallets"
    DEPOSITS = "deposits"
    OPENING_BALANCES = "opening_balances"
    BOOKINGS = "bookings"


class ImportState(StrEnum):
    MATCHING = "matching"
    READING = "reading"
    TESTING = "testing"
    TESTED = "tested"
    ONBOARDING = "onboarding"
    DONE = "done"


class RowState(StrEnum):
    """WAITING for its test; GOOD: tested, and not yet brought in; BAD: somebody has to put it right; THERE: there before this file came."""

    WAITING = "waiting"
    GOOD = "good"
    BAD = "bad"
    THERE = "there"
    ONBOARDED = "onboarded"


S = ImportState
AT_WORK = frozenset({S.READING, S.TESTING, S.ONBOARDING})


class PeopleImport(Entity):
    """`content` is the file until its rows are read. `columns` maps ours to places in `header`.

    `ordered_by` is who asked, with what they were allowed then, and what they read: {"id", "name", "permissions", "location_ids", "language"}; jobs act in their name.
    `location_ids` are the locations that they are limited to, None for the whole network. `problem` says why the file cannot be read, why
    nothing of it came in, or why it stopped on its way. `samples` are its first rows until all are read. `spelling` is how it writes days and amounts (Spelling).
    `is_whole`: all of it comes in, or nothing; `done` counts its rows meanwhile.
    """

    __tablename__ = "people_import"

    file: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    header: Mapped[list[str]] = mapped_column(JSONB)
    columns: Mapped[dict[str, Any]]
    kind: Mapped[ImportKind] = mapped_column(default=ImportKind.MEMBERS, server_default="members")
    state: Mapped[ImportState] = mapped_column(default=S.MATCHING, server_default="matching")
    ordered_by: Mapped[dict[str, Any]]
    location_ids: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    problem: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    samples: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    spelling: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    is_whole: Mapped[bool] = mapped_column(default=False, server_default="false")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    begun_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    moves = Machine(
        column="state",
        read=({S.MATCHING, S.TESTED}, S.READING),
        give_up=(S.READING, S.MATCHING),
        test=(S.READING, S.TESTING),
        tell=(S.TESTING, S.TESTED),
        start=(S.TESTED, S.ONBOARDING),
        finish=(S.ONBOARDING, S.DONE),
        take_back=(S.ONBOARDING, S.TESTED),
        stop=(S.TESTING, S.MATCHING),
    )

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    def __str__(self) -> str:
        return self.file


class PeopleImportRow(Record):
    """`cells` as they stand in the file, by place; one that is no text is {"text", "reason"}. `organisation` is its name, folded, which joins rows;
    of leads, whom it is about.

    Of other nouns `organisation` is a hash of what names the row.

    `problems` are [{"column", "reason"}]; `plan` is what the test made and undid: organisation, role, first invoice, warnings; or the lead;
    of other nouns {"verb", "id", "name", "columns", "warnings"}: created or changed, and in which columns.
    """

    __tablename__ = "people_import_row"
    __table_args__ = (
        Index("one_row_a_line", "import_id", "line", unique=True),
        Index("people_import_row_open", "import_id", "state", "line"),
        Index("people_import_row_email", "email"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"))
    line: Mapped[int]
    cells: Mapped[list[Any]] = mapped_column(JSONB)
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    organisation: Mapped[str] = mapped_column(String(200), default="", server_default="")
    state: Mapped[RowState] = mapped_column(default=RowState.WAITING, server_default="waiting")
    problems: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    onboarding_id: Mapped[int | None] = mapped_column(ForeignKey("onboarding.id", ondelete="SET NULL"), index=True)

    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id", ondelete="SET NULL"), index=True)

    onboarding: Mapped[Onboarding | None] = relationship()
    lead: Mapped[Lead | None] = relationship()

    def __str__(self) -> str:
        return f"line {self.line}"
