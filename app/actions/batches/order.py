"""Order a verb on many rows: which rows is settled now, each is done by the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, insert, literal, select

from app.access.actor import Actor
from app.actions.batches.verbs import Verb, name_of
from app.core.entity import table_of
from app.core.errors import Conflict, Forbidden
from app.core.events import Event
from app.models import Batch, BatchRow
from app.work import transaction


@dataclass(frozen=True)
class BatchGoesOn(Event):
    """Rows of it wait."""

    batch_id: int


@dataclass(frozen=True)
class Order:
    """What is asked for. `noun` is the table; `words`, `screen` and `undo` are for people, `filter` is part of an address."""

    verb: Verb
    given: dict[str, Any]
    noun: str
    words: str
    screen: str
    filter: str
    undo: str


def order_batch(order: Order, rows: Select[tuple[int]], *, expected: int, by: Actor, wake: bool = True) -> Batch:
    """`rows` selects the ids that the actor may see; `expected` is how many they were when the person said yes. Raises Conflict when it is another number now."""
    if by.id is None:
        raise Forbidden(_("Only people order this."))
    name, told = name_of(order.verb)
    with transaction(by=by) as work:
        batch = work.add(
            Batch(
                owner_id=by.id, ordered_by=by.name, verb=name, given=told | order.given, noun=order.noun, words=order.words, screen=order.screen,
                filter=order.filter[:4000], undo=order.undo, total=expected,
            )
        )  # fmt: skip
        ids = rows.order_by(None).subquery()
        work.session.execute(
            insert(table_of(BatchRow)).from_select(["batch_id", "row_id"], select(literal(batch.id), ids.c[0]).order_by(ids.c[0]))
        )
        found = work.session.scalar(select(func.count()).where(BatchRow.batch_id == batch.id)) or 0
        if found != expected:
            raise Conflict(_("It was %(before)d rows, and is %(now)d now. Look at it again.", before=expected, now=found))
        if wake:
            work.emit(BatchGoesOn(batch.id))
    return batch
