"""Numbers that lead to a list: each is counted by the list's own filters, so that it is what the list says, and all of a page in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import current_app, url_for
from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from app.web.filters import from_address
from views.base.record import Stat

log = structlog.get_logger()


@dataclass(frozen=True)
class Behind:
    """A list by the name of its screen, and what its address says: filters (`_flt_0_room`) and an order. `warns`: any at all is worth a look."""

    label: Any
    view: str
    says: dict[str, Any] = field(default_factory=dict)
    warns: bool = False
    hint: str = ""


def behind(session: Session, *wanted: Behind) -> list[Stat]:
    """In their order; a list that the role may not open has no number."""
    screens = {type(view).__name__: view for view in current_app.appbuilder.baseviews}  # type: ignore[attr-defined]
    shown = [(each, screens[each.view]) for each in wanted if each.view in screens and _may_open(screens[each.view])]
    if not shown:
        return []
    numbers = session.execute(select(*(_counted(view, each.says) for each, view in shown))).one()
    return [_stat(each, number) for (each, _view), number in zip(shown, numbers, strict=True)]


def _stat(each: Behind, number: int | None) -> Stat:
    """Without a number and a link where the list cannot be asked for it: another number than it says would be worse than none."""
    if number is None:
        return Stat(str(each.label), "–", hint=each.hint)
    return Stat(
        str(each.label), number, url_for(f"{each.view}.list", **each.says), tone="red" if each.warns and number else "", hint=each.hint
    )


def of_relation(name: str, row_id: int | None) -> dict[str, Any]:
    """What an address says of the rows that name this one."""
    return {f"_flt_0_{name}": row_id}


def _may_open(view: Any) -> bool:
    return bool(current_app.appbuilder.sm.has_access(f"can_{view.get_method_permission('list')}", view.class_permission_name))  # type: ignore[attr-defined]


def _counted(view: Any, says: dict[str, Any]) -> Any:
    """As the list itself counts: its own filters, the row scope, the chosen location."""
    data, filters = view.datamodel, view._filters_at_start.blank()
    _active, left_out = from_address(filters, [(name, [str(value)]) for name, value in says.items()])
    if left_out:
        log.error("a list has lost a filter that a number leads to", screen=type(view).__name__, filters=left_out)
        return null()
    filters = data.here(filters.get_joined_filters(view._base_filters))
    return data.apply_filters(data.session.query(func.count(data.obj.id)), filters).scalar_subquery()
