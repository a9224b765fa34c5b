"""FAB's AppBuilder without what we replace: its static files, its history of pages, its language switch, its menu API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app
from flask_appbuilder import AppBuilder


class Builder(AppBuilder):  # type: ignore[misc]
    def _add_global_static(self) -> None:
        """FAB's templates stay findable for ours to extend; its Bootstrap 3, jQuery and fonts are not served."""
        current_app.register_blueprint(Blueprint("appbuilder", "flask_appbuilder.base", template_folder="templates"))

    def _add_admin_views(self) -> None:
        self._indexview: Any = self.add_view_no_menu(self.indexview)
        self.sm.register_views()

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """Whoever may read a noun sees its entry: no permissions of their own."""
