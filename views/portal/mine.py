"""Mine: the base of the pages at /my. Whoever comes, staff or not, is here the member that they are, and nothing more."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user

from app.access.actor import Actor
from app.actions.accounts.person import the_person
from app.models import FoyerUser
from views.base.screen import Screen


class Mine(Screen):
    """No permission is asked: what is shown is the person's own, and the row scope of a member decides the rest."""

    base_permissions: list[str] = []

    def me(self) -> FoyerUser:
        if not current_user.is_authenticated:
            abort(redirect(url_for("SignInView.login", next=request.path)) if request.method == "GET" else 401)
        return self.session.get_one(FoyerUser, current_user.id)

    def by(self) -> Actor:
        """The actor for every query and action here: no role of staff reaches into /my."""
        return the_person(self.me())

    def page(self, template: str, title: Any, **values: Any) -> Any:
        return self.render_template(f"portal/{template}.html", title=title, me=self.me(), **values)
