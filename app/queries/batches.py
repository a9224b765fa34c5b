"""Verbs on many rows as the screen shows them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.errors import Missing
from app.models import Batch, BatchRow
from app.models.batch import BatchRowState


def batch_of(session: Session, batch_id: int, *, by: Actor) -> Batch:
    """Their own; whoever reads the whole audit reads all. Raises Missing otherwise."""
    found = session.get(Batch, batch_id)
    if found is None or not (found.owner_id == by.id or _sees_all(by)):
        raise Missing("There is no such batch.")
    return found


def batches(session: Session, *, by: Actor, limit: int) -> list[tuple[Batch, dict[str, int]]]:
    """The latest, each with its rows by state."""
    query = select(Batch).order_by(Batch.id.desc()).limit(limit)
    found = session.scalars(query if _sees_all(by) else query.where(Batch.owner_id == by.id)).all()
    counts: dict[int, dict[str, int]] = {each.id: {} for each in found}
    grouped = (
        select(BatchRow.batch_id, BatchRow.state, func.count())
        .where(BatchRow.batch_id.in_(counts))
        .group_by(BatchRow.batch_id, BatchRow.state)
    )
    for batch_id, state, count in session.execute(grouped):
        counts[batch_id][state.value] = count
    return [(each, counts[each.id]) for each in found]


def batch_counts(session: Session, batch_id: int) -> dict[str, int]:
    """Rows by state; states without a row are not in it."""
    grouped = select(BatchRow.state, func.count()).where(BatchRow.batch_id == batch_id).group_by(BatchRow.state)
    return {state.value: count for state, count in session.execute(grouped)}


def batch_rows(session: Session, batch_id: int, *, states: tuple[BatchRowState, ...], page: int, size: int) -> list[BatchRow]:
    query = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.state.in_(states)).order_by(BatchRow.id)
    return list(session.scalars(query.offset(page * size).limit(size)))


def told_rows(session: Session, batch_id: int) -> Iterator[tuple[int, str, BatchRowState, str]]:
    """Every row: its number, its name, its state and why."""
    columns = (BatchRow.row_id, BatchRow.name, BatchRow.state, BatchRow.reason)
    for row in session.execute(
        select(*columns).where(BatchRow.batch_id == batch_id).order_by(BatchRow.id).execution_options(yield_per=1_000)
    ):
        yield tuple(row)  # type: ignore[misc]


def _sees_all(by: Actor) -> bool:
    return by.location_ids is None and by.may(Permission.AUDIT_READ)
