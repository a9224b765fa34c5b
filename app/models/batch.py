"""Batch: one verb on many rows, ordered once and done by the jobs; BatchRow: one of its rows, and what came of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity, Record
from app.core.states import Machine


class BatchState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class BatchRowState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


class Batch(Entity):
    """`verb` is the address of an action below app.actions, `given` what it is told beside the row. `noun` is a table, `words` name the verb for people,
    `filter` is what the list was asked, as its address says it. Each row is done with the rights that `owner_id` has at that moment."""

    __tablename__ = "batch"
    __table_args__ = (Index("batches_of_owner", "owner_id", "id"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    ordered_by: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(120))
    given: Mapped[dict[str, Any]]
    noun: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(120))
    screen: Mapped[str] = mapped_column(String(120))
    filter: Mapped[str] = mapped_column(String(4000), default="", server_default="")
    undo: Mapped[str] = mapped_column(String(300), default="", server_default="")
    total: Mapped[int]
    state: Mapped[BatchState] = mapped_column(default=BatchState.RUNNING, server_default="running")
    finished_at: Mapped[dt.datetime | None]

    moves = Machine(
        column="state",
        finish=(BatchState.RUNNING, BatchState.DONE),
        stop=(BatchState.RUNNING, BatchState.STOPPED),
    )

    @property
    def is_running(self) -> bool:
        return self.state is BatchState.RUNNING

    def __str__(self) -> str:
        return self.words


class BatchRow(Record):
    """`row_id` of the table that the batch names, `name` as people call it once it was its turn."""

    __tablename__ = "batch_row"
    __table_args__ = (
        Index("one_row_a_batch", "batch_id", "row_id", unique=True),
        Index("batch_rows_open", "batch_id", "id", postgresql_where=text("state = 'waiting'")),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"))
    row_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    state: Mapped[BatchRowState] = mapped_column(default=BatchRowState.WAITING, server_default="waiting")
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
