"""The screens: parse, ask permission, call one action or one query, render."""

from __future__ import annotations

from typing import Any

from views.people import RoleView, UserView

# Every screen with its place in the sidebar: (view, label, icon, group). Order counts within a group.
SCREENS: list[tuple[Any, str, str, str]] = [
    (UserView, "Users", "users", "Set-up"),
    (RoleView, "Roles", "shield-lock", "Set-up"),
]
# Screens that other screens lead to.
HIDDEN: list[Any] = []


def register(appbuilder: Any) -> None:
    """Called once by app.web.install."""
    for view in HIDDEN:
        appbuilder.add_view_no_menu(view)
    for view, label, icon, group in SCREENS:
        appbuilder.add_view(view, label, icon=icon, category=group)
