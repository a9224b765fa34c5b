"""The sidebar: groups in the order of the desk, entries that this person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.web.actor import granted

GROUPS = ("Home", "People", "Spaces", "Billing", "Sales", "Access", "Reports", "Set-up")


@dataclass(frozen=True)
class Entry:
    label: str
    icon: str
    href: str
    here: bool


@dataclass(frozen=True)
class Group:
    label: str
    entries: list[Entry]


def menu() -> list[Group]:
    """Home first, then what `views.register` added by appbuilder.add_view(View, "Invoices", icon="file-invoice", category="Billing")."""
    groups = {group.name: group for group in current_app.appbuilder.menu.get_list()}  # type: ignore[attr-defined]
    names = [*GROUPS, *(name for name in groups if name not in GROUPS)]
    home = url_for("HomeView.index")
    found = [Group("", [Entry(_("Home"), "home", home, request.path == home)])]
    for name in names:
        if name in groups:
            group = groups[name]
            entries = [_entry(item) for item in (group.childs or [group]) if item.baseview is not None and may_open(item.baseview)]
            if entries:
                found.append(Group(_(name), entries) if group.childs else Group("", entries))
    return found


def may_open(view: Any) -> bool:
    verb = view.get_method_permission(view.default_view)
    return granted(f"can_{verb}", view.class_permission_name)


def _entry(item: Any) -> Entry:
    href = item.get_url()
    base = item.baseview.route_base
    here = request.path == base or request.path.startswith(f"{base}/")
    return Entry(_(str(item.label)), item.icon or "circle", href, here)
