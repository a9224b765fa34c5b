"""Which Foyer keeps files in a place: each database has a name of its own, which a restore takes away, so that a copy removes nothing of the first."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.entity import table_of
from app.models import Setting
from app.models.setting import FILES_OWNER
from app.work import transaction


def own_name(*, by: Actor) -> str:
    """The same for ever, made when it is first asked for."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        mine = select(Setting.value).where(Setting.name == FILES_OWNER)
        found = work.session.scalar(mine)
        if found is None:
            work.session.execute(
                insert(table_of(Setting)).values(name=FILES_OWNER, value=uuid4().hex).on_conflict_do_nothing(index_elements=["name"])
            )
            found = work.session.scalar(mine)
        return str(found)
