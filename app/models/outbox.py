"""OutboxMessage: a job that a committed change asked for; the truth about background work."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Record


class OutboxState(StrEnum):
    DUE = "due"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"
    GIVEN_UP = "given_up"


RESTORED = "Restored from the backup of "  # how the reason of a job begins that was open in a backup: what it does may have been done since


class OutboxMessage(Record):
    """`attempt` is the fence: every claim raises it, and a result counts only for the attempt that made it.

    `failed_at` is when it last failed by itself; a parked one that a person gives up is never tried again. `failures` counts how often the job itself failed: a worker that dies raises the one and not the other.
    `trying_since` is when it began to be tried in vain, None while it goes well; one that waits for a limit whose end was named goes well. `lives_from` is the attempt after which a person last tried it again.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("outbox_open", "queue", "not_before", postgresql_where=text("state IN ('due', 'queued', 'running')")),
        Index(
            "outbox_trouble",
            "payload",
            postgresql_using="gin",
            postgresql_ops={"payload": "jsonb_path_ops"},
            postgresql_where=text("last_error <> ''"),
        ),
        Index("outbox_parked", "job", postgresql_where=text("state = 'parked'")),
    )

    event: Mapped[str] = mapped_column(String(80))
    job: Mapped[str] = mapped_column(String(80))
    queue: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.DUE, server_default="due")
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_until: Mapped[dt.datetime | None]
    not_before: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    last_error: Mapped[str] = mapped_column(String(2000), server_default="", default="")
    request_id: Mapped[str] = mapped_column(String(40), server_default="", default="")
    made_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    done_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    trying_since: Mapped[dt.datetime | None]
    lives_from: Mapped[int] = mapped_column(default=0, server_default="0")
    given_up_by: Mapped[str] = mapped_column(String(200), server_default="", default="")
    given_up_reason: Mapped[str] = mapped_column(String(500), server_default="", default="")

    @property
    def is_restored(self) -> bool:
        """Parked by a restore, and not tried since: nobody here knows whether it was done."""
        return self.last_error.startswith(RESTORED)

    def __str__(self) -> str:
        return f"{self.job} for {self.event}"
