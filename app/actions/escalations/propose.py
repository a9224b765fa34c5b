"""Propose the rises that are due, for a person to approve; proposals follow what they are made of (P6)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Escalation, Location
from app.models.escalation import EscalationStatus
from app.queries.escalations.due import Due, due_rises
from app.work import Work, transaction


def propose_escalations(location_id: int, *, by: Actor) -> int:
    """How many are new. Nothing that was decided is touched."""
    with transaction(by=by) as work:
        require(by, Permission.ESCALATION_DECIDE)
        location = work.get(Location, location_id)
        # One at a time; not against who decides, whose letters only ask that the location is there.
        work.session.execute(select(Location.id).where(Location.id == location_id).with_for_update(key_share=True))
        due = follow(work, location)
        for each in due:
            row = Escalation(
                location_id=location.id, organisation_id=each.organisation_id, license_id=each.rise.license_id, due_on=each.rise.due_on
            )
            put(row, each)
            work.session.add(row)
    return len(due)


def follow(work: Work, location: Location, organisation_ids: Collection[int] | None = None) -> list[Due]:
    """Proposals that are due no more go, those whose price or effect moved are put right; what is due and was not proposed yet is given back.

    What is proposed is held before it is worked out what is due: one that somebody decides about meanwhile is waited for, and not due again.
    """
    query = select(Escalation).where(Escalation.location_id == location.id, Escalation.status == EscalationStatus.PROPOSED)
    if organisation_ids is not None:
        query = query.where(Escalation.organisation_id.in_(organisation_ids))
    rows = work.session.scalars(query.order_by(Escalation.id).with_for_update().execution_options(populate_existing=True)).all()
    due = {each.rise.key: each for each in due_rises(work.session, location, organisation_ids=organisation_ids)}
    for row in rows:
        each = due.pop((row.license_id, row.due_on), None)
        if each is None:
            work.session.delete(row)
        else:
            put(row, each)
    return list(due.values())


def put(row: Escalation, each: Due) -> bool:
    """Bring a proposal in line; whether anything was different."""
    values = values_of(each)
    moved = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in moved.items():
        setattr(row, name, value)
    return bool(moved)


def values_of(each: Due) -> dict[str, object]:
    """The columns that follow from what is due."""
    old, new = each.rise.old, each.rise.new
    return {
        "valid_from": new.valid_from,
        "percent": each.rise.percent,
        "old_primary_cents": old.primary,
        "old_extra_cents": old.extra,
        "new_primary_cents": new.primary,
        "new_extra_cents": new.extra,
        "now_cents": each.now_cents,
        "renewed_cents": each.renewed_cents,
        "then_cents": each.then_cents,
        "commitment_ends_on": each.commitment_ends_on,
        "commitment_percent": each.commitment_percent,
    }
