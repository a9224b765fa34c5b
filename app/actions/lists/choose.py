"""Choose how one list looks for oneself: its columns, and the saved filter with which it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.core.entity import table_of
from app.core.errors import Forbidden, Missing
from app.models import ListChoice
from app.queries.list_choices import saved_filters
from app.work import transaction


def choose_columns(screen: str, columns: Sequence[str] | None, *, by: Actor) -> None:
    """In that order; None is as the house has them. Raises Forbidden for who is nobody's account."""
    _choose(screen, {"columns": None if columns is None else list(columns)}, by)


def choose_default(screen: str, filter_id: int | None, *, by: Actor) -> None:
    """None opens the list with everything. Raises Missing for a filter that is not shared with them."""
    with transaction(by=by) as work:
        if filter_id is not None and all(each.id != filter_id for each in saved_filters(work.session, screen, by=by)):
            raise Missing(_("There is no such filter."))
        _choose(screen, {"default_id": filter_id}, by)


def _choose(screen: str, values: dict[str, Any], by: Actor) -> None:
    if by.id is None:
        raise Forbidden(_("Only people choose how a list looks."))
    with transaction(by=by) as work:
        made = insert(table_of(ListChoice)).values(user_id=by.id, screen=screen, **values)
        work.session.execute(made.on_conflict_do_update(index_elements=["user_id", "screen"], set_=values))
