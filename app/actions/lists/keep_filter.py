"""Keep a filter under a name, for oneself, for a role or for everybody; keeping it again under the same name is how it changes."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Forbidden, Refused
from app.models import SavedFilter
from app.models.list_view import Sharing
from app.models.user import Role
from app.work import Work, transaction

LONGEST_NAME, LONGEST_QUERY = 60, 4000


def keep_filter(screen: str, name: str, query: str, *, sharing: Sharing = Sharing.ME, role_id: int | None = None, by: Actor) -> SavedFilter:
    """`query` is part of an address. Raises Refused without a name or with too long a query, Forbidden for sharing without the right."""
    if by.id is None:
        raise Forbidden(_("Only people keep filters."))
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give it a name of at most %(count)d characters.", count=LONGEST_NAME), field="name")
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This is too much for one filter: at most %(count)d characters of an address.", count=LONGEST_QUERY), field="name")
    with transaction(by=by) as work:
        if sharing is not Sharing.ME:
            require(by, Permission.SAVED_FILTER_SHARE)
        role_id = _role(work, role_id) if sharing is Sharing.ROLE else None
        mine = select(SavedFilter).where(SavedFilter.owner_id == by.id, SavedFilter.screen == screen, SavedFilter.name == name)
        found = work.session.scalars(mine.with_for_update()).one_or_none()
        if found is None:
            return work.add(SavedFilter(screen=screen, name=name, query=query, owner_id=by.id, sharing=sharing, role_id=role_id))
        found.query, found.sharing, found.role_id = query, sharing, role_id
        return found


def _role(work: Work, role_id: int | None) -> int:
    if role_id is None or work.session.get(Role, role_id) is None:
        raise Refused(_("Choose the role that it is for."), field="sharing")
    return role_id
