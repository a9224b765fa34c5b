"""Change what a saved filter finds, or take it away."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.actions.lists.keep_filter import LONGEST_QUERY
from app.core.errors import Forbidden, Missing, Refused
from app.models import SavedFilter
from app.models.list_view import Sharing
from app.queries.list_choices import saved_filters
from app.work import Work, transaction


def change_filter(screen: str, filter_id: int, query: str, *, by: Actor) -> SavedFilter:
    """Raises Missing, and Forbidden for somebody else's that they may not change."""
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This is too much for one filter: at most %(count)d characters of an address.", count=LONGEST_QUERY))
    with transaction(by=by) as work:
        found = _own(work, screen, filter_id, by)
        found.query = query
    return found


def remove_filter(screen: str, filter_id: int, *, by: Actor) -> str:
    """The name that it had. Lists that opened with it open with everything. Raises as change_filter."""
    with transaction(by=by) as work:
        found = _own(work, screen, filter_id, by)
        name = found.name
        work.session.delete(found)
    return name


def _own(work: Work, screen: str, filter_id: int, by: Actor) -> SavedFilter:
    """Their own, or one that is shared, by whoever may share."""
    if all(each.id != filter_id for each in saved_filters(work.session, screen, by=by)):
        raise Missing(_("There is no such filter."))
    found = work.lock(SavedFilter, filter_id)
    if found.owner_id != by.id and (found.sharing is Sharing.ME or not by.may(Permission.SAVED_FILTER_SHARE)):
        raise Forbidden(_("This filter is somebody else's."))
    return found
