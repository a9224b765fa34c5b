"""Over-payments in Xero whose row there is not as ours, or of which something is still to be told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import XeroEntry, XeroHeld
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.rules.reconcile import GONE_STATUSES


def overpayments_unlike(session: Session, connection_id: int, since: dt.datetime, *, by: Actor, at_most: int) -> Sequence[XeroEntry]:
    """Oldest first; without those of which something was told after `since`."""
    other, removal = aliased(XeroEntry), aliased(XeroEntry)
    about = _about(other, XeroEntry.id)
    standing = (other.over_id == XeroEntry.id, ~exists().where(removal.removes_id == other.id))
    left = XeroEntry.cents - func.coalesce(select(func.sum(other.cents)).where(*standing).scalar_subquery(), 0)
    query = (
        select(XeroEntry)
        .outerjoin(XeroHeld, (XeroHeld.xero_connection_id == connection_id) & (XeroHeld.xero_id == XeroEntry.external_id))
        .where(
            XeroEntry.xero_connection_id == connection_id,
            XeroEntry.kind == EntryKind.OVERPAYMENT,
            ~exists().where(about, other.done_at > since),
            or_(
                XeroHeld.id.is_(None),
                XeroHeld.status.in_(GONE_STATUSES),
                XeroHeld.total_cents != XeroEntry.cents,
                XeroHeld.open_cents != left,
                exists().where(about, other.state != StepState.DONE),
            ),
        )
        .order_by(XeroEntry.id)
        .limit(at_most)
    )
    return session.scalars(narrowed(query, by, XeroEntry)).all()


def rows_of(session: Session, over_ids: Sequence[int]) -> dict[int, list[XeroEntry]]:
    """What comes out of each, and what takes that out again."""
    found: dict[int, list[XeroEntry]] = defaultdict(list)
    used = {row.id: row for row in session.scalars(select(XeroEntry).where(XeroEntry.over_id.in_(over_ids)).order_by(XeroEntry.id))}
    for row in used.values():
        found[row.over_id or 0].append(row)
    for row in session.scalars(select(XeroEntry).where(XeroEntry.removes_id.in_(used)).order_by(XeroEntry.id)):
        found[used[row.removes_id or 0].over_id or 0].append(row)
    return found


def _about(entry: Any, over_id: Any) -> ColumnElement[bool]:
    """The over-payment itself, what comes out of it, and what takes that out again."""
    use = aliased(XeroEntry)
    return or_(entry.id == over_id, entry.over_id == over_id, entry.removes_id.in_(select(use.id).where(use.over_id == over_id)))
