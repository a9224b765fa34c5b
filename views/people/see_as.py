"""See as member: the button on a member's page, and the way back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.access.permissions import Permission
from app.core.errors import FoyerError
from app.models import FoyerUser
from app.web import looking
from app.web.model_view import action
from views.base.screen import Screen


class WithSeeAs:
    """Mixed in before a view of members."""

    VERBS = {"see_as": "see_as"}

    def may_act(self: Any, name: str, row: FoyerUser) -> bool:
        if name == "see_as":
            return bool(row.active)
        return bool(super().may_act(name, row))  # type: ignore[misc]

    @action(
        "see_as",
        _("See as member"),
        _("See Foyer as they do, for 15 minutes at most? Nothing can be done there, and it is on record."),
        icon="eye",
        multiple=False,
    )
    def see_as(self: Any, row: FoyerUser) -> Any:
        try:
            looking.begin(row.id)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
        return redirect(url_for("MyHomeView.show"))


class SeeAsView(Screen):
    """POST /see-as/end: back to the own view, for whoever looks."""

    route_base = "/see-as"
    default_view = "end"
    base_permissions: list[str] = []

    @expose("/end", methods=("POST",))
    def end(self) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        user_id = looking.end()
        return redirect(
            url_for("MemberView.show", pk=user_id) if user_id is not None and self.may(Permission.USER_READ) else url_for("HomeView.index"),
            303,
        )
