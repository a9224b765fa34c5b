"""The search: its page, which works without script, and the answers that the field asks for while somebody types."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user

from app.core.entity import db
from app.queries.search.asked import Asked
from app.queries.search.find import FEW, find, mistyped
from app.web.actor import current_actor
from views.search import commands, records
from views.search.item import Group
from views.search.recent import recent

MANY = 50


class SearchView(BaseView):  # type: ignore[misc]
    """GET /search/?q=, and /search/hits?q= for the list under the field. For staff alone."""

    route_base = "/search"
    default_view = "page"
    base_permissions: list[str] = []

    @expose("/")
    def page(self) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("SignInView.login"))
        typed, groups = _found(MANY)
        return self.render_template(
            "screens/search/page.html", title=_("Search"), typed=typed, groups=groups, is_short=not Asked.of(typed).is_long, many=MANY
        )

    @expose("/hits")
    def hits(self) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        typed, groups = _found(FEW)
        return render_template("screens/search/hits.html", typed=typed, groups=groups)


def _found(few: int) -> tuple[str, list[Group]]:
    """Nothing of it for members: their portal has five pages."""
    by = current_actor()
    if not by.is_staff:
        abort(403)
    typed = request.args.get("q", "").strip()
    if not typed:
        seen = recent()
        return "", [Group("recent", _("Looked at last"), seen)] if seen else []
    groups = [*commands.groups(typed, few), *records.groups(find(db.session(), typed, by=by, few=few), few)]
    groups = groups or [*commands.groups(typed, few, mistyped=True), *records.groups(mistyped(db.session(), typed, by=by, few=few), few)]
    return typed, sorted(groups, key=lambda group: (group.best, group.name == "settings"))
