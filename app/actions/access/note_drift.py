"""Write down where a system was found to differ from what it should hold, and have it put right where that is ours to do (A1, A2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import wanted_at
from app.core import clock
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from app.work import transaction

SETTLED = (AccessState.GRANTED, AccessState.SUSPENDED, AccessState.GONE)


@dataclass(frozen=True, slots=True)
class Difference:
    """`text` is a sentence for the desk; `is_ours` says that bringing the access about again mends it."""

    text: str
    is_ours: bool = True


def note_drift(system: System, found: Mapping[int, Sequence[Difference]], *, by: Actor, among: Collection[int] | None = None) -> int:
    """`found` by access id; `among` are those who were looked at, None for everybody of the system. Rows that agree are not written, so a look at ten thousand costs none. Returns how many differ."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        differ = Access.id.in_(list(found)) | (Access.drift != [])
        if among is not None:
            differ &= Access.id.in_(list(among))
        rows = work.session.scalars(select(Access).where(Access.system == system, differ).order_by(Access.id).with_for_update()).all()
        to_tell = []
        for row in rows:
            drift = [{"text": each.text} for each in found.get(row.id, ())]
            if row.drift != drift:
                row.drift, row.checked_at = drift, clock.now()
            if row.state in SETTLED and any(each.is_ours for each in found.get(row.id, ())):
                Access.moves.move(row, "want")
                to_tell.append(wanted_at(row.system, row.id))
        work.emit_all(to_tell)
    return sum(1 for row in rows if row.id in found)
