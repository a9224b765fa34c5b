"""The one transaction: locks, events and audit of an action. The only commit in Foyer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from flask_babel import gettext as _
from psycopg import IntegrityError as Broken
from psycopg import OperationalError as Held
from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app import audit
from app.access import scope
from app.access.actor import Actor
from app.core import clock
from app.core.entity import db, table_of
from app.core.errors import Conflict, Crossed, Missing
from app.core.events import Event
from app.models import AuditEvent, OutboxMessage, Webhook
from app.models.webhook import WebhookStatus
from app.promises import refusal
from app.request import request_id

Row = TypeVar("Row")
CROSSED = ("40P01", "40001")  # a deadlock, a serialization failure
IN_THE_WAY = ("55P03", *CROSSED)  # waited too long for a lock


@dataclass(frozen=True, slots=True)
class Route:
    """A consequence of an event: which job, in which queue. jobs/handlers.py fills the table below."""

    job: str
    queue: str
    hook: str = ""  # the event's name for webhooks out: the job is asked for only while somebody listens to it, and told which it was


routes: dict[str, list[Route]] = {}
LISTENED = select(func.unnest(Webhook.events)).where(Webhook.status == WebhookStatus.ACTIVE).distinct()
# Writing it down and waking whoever waits for it is one statement: nearly every action sends it.
TELL = upsert(table_of(OutboxMessage)).on_conflict_do_nothing(index_elements=["key"]).returning(func.pg_notify("outbox", ""))


class Work:
    """What an action may do inside its transaction."""

    def __init__(self, session: Session, by: Actor) -> None:
        self.session = session
        self.by = by

    def get(self, model: type[Row], row_id: int) -> Row:
        """One row that the actor may see. Raises Missing otherwise."""
        return self._one(model, row_id, lock=False)

    def lock(self, model: type[Row], row_id: int) -> Row:
        """The same, locked until the transaction ends, with its present values. Lock order: docs/developing.md."""
        return self._one(model, row_id, lock=True)

    def _one(self, model: type[Row], row_id: int, *, lock: bool) -> Row:
        query = select(model).where(model.id == row_id)  # type: ignore[attr-defined]
        criterion = scope.visible(self.by, model)
        if criterion is not None:
            query = query.where(criterion)
        if lock:
            query = query.with_for_update(of=model).execution_options(populate_existing=True)
        row = self.session.scalars(query).one_or_none()
        if row is None:
            raise Missing(_("%(noun)s not found.", noun=_(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize())))
        return row

    def add(self, row: Row) -> Row:
        """A new row, flushed so that it has its number and the database has said yes."""
        self.session.add(row)
        self.session.flush()  # constraints speak here, while the action can still name the field
        return row

    def emit(self, event: Event, *, key: str | None = None) -> None:
        """Tell the house, once this transaction is committed. `key` makes a second telling of the same fact a no-op."""
        self.emit_all([event], keys=[key] if key else None)

    def emit_all(self, events: Sequence[Event], *, keys: Sequence[str] | None = None) -> None:
        """Many events in one statement."""
        is_told = any(route.hook for event in events for route in routes.get(type(event).__name__, ()))
        rows = outbox_rows(events, keys, self.heard() if is_told else frozenset())
        if rows:
            self.session.execute(TELL, rows)

    def heard(self) -> frozenset[str]:
        """Which of the events that webhooks can tell somebody listens to; asked once in a transaction."""
        if "heard" not in self.session.info:
            with self.session.no_autoflush:
                self.session.info["heard"] = frozenset(self.session.scalars(LISTENED))
        found: frozenset[str] = self.session.info["heard"]
        return found

    def record(self, verb: str, noun: str, rows: Sequence[dict[str, Any]]) -> None:
        """Audit of rows that were written in bulk, past the session: dicts with noun_id, name, location_id, changes."""
        if rows:
            self.session.execute(insert(AuditEvent), [audit.row(self.by, verb, noun, **row) for row in rows])


def outbox_rows(events: Sequence[Event], keys: Sequence[str] | None = None, heard: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The outbox rows of some events: one for each job that wants to know. `heard`: what webhooks listen to."""
    now_id = request_id.get()
    rows = []
    for position, event in enumerate(events):
        name = type(event).__name__
        base = keys[position] if keys else uuid4().hex
        rows += [
            {
                "event": name,
                "job": route.job,
                "queue": route.queue,
                "key": f"{name}:{base}:{route.job}",
                "payload": _for_hook(route, event) if route.hook else event.payload(),
                "request_id": now_id,
            }
            for route in routes.get(name, ())
            if not route.hook or route.hook in heard
        ]
    return rows


def _for_hook(route: Route, event: Event) -> dict[str, Any]:
    """With the id of the message, which is so the same however often the job runs, and of the thing, which is the first that the event says."""
    told = event.payload()
    return {
        "event": route.hook,
        "row_id": next(iter(told.values())),
        "told": told,
        "message": f"msg_{uuid4().hex}",
        "at": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


@contextmanager
def transaction(*, by: Actor) -> Iterator[Work]:
    """All or nothing, in the actor's name. The outermost commits; an inner one joins it, its refusal undoes everything.

    Raises Refused, in words, where the database itself says no, and Conflict where somebody else is in the way: Crossed where all of it may be done once more at once.
    """
    session = db.session()
    joined: Work | None = session.info.get("work")
    if joined is not None:
        yield Work(session, by)
        session.flush()  # what the inner action wrote must be refused inside it, not later
        return
    session.info["work"] = work = Work(session, by)
    try:
        yield work
        session.commit()
        session.info["commits"] = commits(session) + 1
    except (IntegrityError, Broken) as broken:
        session.rollback()
        raise refusal(broken) from broken
    except (OperationalError, Held) as broken:  # the latter of what is written in bulk, past SQLAlchemy
        session.rollback()
        told = broken.orig if isinstance(broken, OperationalError) else broken
        state = getattr(told, "sqlstate", None)
        if state in IN_THE_WAY:
            kind = Crossed if state in CROSSED else Conflict
            raise kind(_("Somebody else is changing the same at this moment. Look at it again in a moment.")) from broken
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("work", None)
        session.info.pop("heard", None)


def commits(session: Session) -> int:
    """How many transactions were committed in this session so far."""
    return int(session.info.get("commits", 0))


class _Undone(Exception):
    """The end of a rehearsal."""


@contextmanager
def rehearsal(*, by: Actor) -> Iterator[Work]:
    """Everything inside happens as it would, may be read, and is then undone: what a person sees before saving."""
    with suppress(_Undone), transaction(by=by) as work:
        yield work
        raise _Undone
