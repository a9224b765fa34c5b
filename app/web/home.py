"""The start page, until a screen of its own takes its place: it leads people to what they may open."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_login import current_user


class HomeView(BaseView):  # type: ignore[misc]
    """/ for people who are signed in; everybody else is asked to."""

    route_base = ""
    default_view = "index"
    base_permissions: list[str] = []

    @expose("/")
    def index(self) -> Any:
        if not current_user.is_authenticated:
            return redirect(current_app.appbuilder.get_url_for_login_with(None if request.path == "/" else request.path))  # type: ignore[attr-defined]
        return self.page()

    def page(self) -> Any:
        """Override: today, for this role."""
        return self.render_template("appbuilder/index.html")
