"""Where one person is signed in, on their record: for staff who may sign them out."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access

from app.actions.users.grant import is_staff, require_user
from app.core.errors import FoyerError
from app.models import FoyerUser
from app.queries.sign_ins import open_sign_ins, past_sign_ins
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.sign_in_words import ENDED, device_said
from views.base.screen import Screen

MOST = 10  # that are over


class SignInsView(Screen):
    """/sign-ins/<person>: a fragment."""

    route_base = "/sign-ins"
    default_view = "show"
    class_permission_name = "User"
    method_permission_name = {"show": "write"}

    @expose("/<int:pk>")
    @has_access
    def show(self, pk: int) -> Any:
        """From where somebody works is for who could sign them out: of a person above or out of reach it says so instead."""
        user = ScopedInterface(FoyerUser, self.session).get(pk) or abort(404)
        try:
            require_user(current_actor(), user)
        except FoyerError as refusal:
            return render_template("screens/sign_ins.html", refused=refusal.message)
        staff = is_staff(user)
        return render_template(
            "screens/sign_ins.html",
            refused="",
            now=open_sign_ins(self.session, user.id, is_staff=staff),
            past=past_sign_ins(self.session, user.id, is_staff=staff, most=MOST),
            device_said=device_said,
            ended=ENDED,
        )
