"""Which key everything is sealed under: known once nothing is left of another one."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.entity import table_of
from app.models import Setting
from app.models.setting import SEALED_UNDER
from app.work import transaction


def note_sealed_under(mark: str, *, by: Actor) -> None:
    """`mark` tells the key from another one, and nothing else about it."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        kept = insert(table_of(Setting)).values(name=SEALED_UNDER, value=mark)
        work.session.execute(kept.on_conflict_do_update(index_elements=["name"], set_={"value": kept.excluded.value}))
