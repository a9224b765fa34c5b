"""The sidebar: groups in the order of the desk, entries that this person may open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.web.actor import grants

GROUPS = ("Home", "People", "Spaces", "Billing", "Sales", "Access", "Reports", "Set-up")


# g and then this letter: the pages that people go to all day.
KEYS = {
    "OrganisationView": "o", "MemberView": "m", "ContactView": "k", "LicenseView": "l", "DeskView": "d", "CalendarView": "c", "BookingView": "b", "RoomView": "r",
    "InvoiceRunView": "u", "InvoiceView": "i", "PaymentView": "p", "DebtorsView": "e", "WalletView": "w", "PipelineView": "s", "LeadView": "a", "MyDayView": "t", "SettingView": "x", "OutboxView": "j",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """`base` is where the pages of its screen begin; `here` says that this is one of them; after g, `key` leads there; `name` is that of the screen."""

    label: str
    icon: str
    href: str
    here: bool
    base: str = ""
    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    entries: list[Entry]


def menu() -> list[Group]:
    """Home first, then what `views.register` added by appbuilder.add_view(View, "Invoices", icon="file-invoice", category="Billing")."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    home, *groups = _groups(app, grants(), str(get_locale()), request.script_root)
    start = [replace(entry, here=request.path == entry.base) for entry in home.entries]
    return [Group("", start), *(Group(group.label, [_marked(entry) for entry in group.entries]) for group in groups)]


@lru_cache(maxsize=256)
def _groups(app: Flask, pairs: frozenset[tuple[str, str]], language: str, root: str) -> list[Group]:
    """The same for all people of the same rights and language: every page asks, and translating forty labels takes longer than a query."""
    groups = {group.name: group for group in app.appbuilder.menu.get_list()}  # type: ignore[attr-defined]
    names = [*GROUPS, *(name for name in groups if name not in GROUPS)]
    home = url_for("HomeView.index")
    found = [Group("", [Entry(_("Home"), "home", home, here=False, base=home.removeprefix(root), key="h")])]
    for name in names:
        if name in groups:
            group = groups[name]
            entries = [_entry(item) for item in (group.childs or [group]) if item.baseview is not None and may_open(item.baseview, pairs)]
            if entries:
                found.append(Group(_(name), entries) if group.childs else Group("", entries))
    return found


def may_open(view: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    return (f"can_{view.get_method_permission(view.default_view)}", view.class_permission_name) in pairs


def _entry(item: Any) -> Entry:
    name = type(item.baseview).__name__
    return Entry(
        _(str(item.label)),
        item.icon or "circle",
        item.get_url(),
        here=False,
        base=item.baseview.route_base,
        key=KEYS.get(name, ""),
        name=name,
    )


def _marked(entry: Entry) -> Entry:
    here = request.path == entry.base or request.path.startswith(f"{entry.base}/")
    return replace(entry, here=True) if here else entry
