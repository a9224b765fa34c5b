"""Personal data of somebody who only asked to become a member: the dry run of an erasure, and the erasure itself (quality.md 1.8)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.privacy.erase_person import try_again
from app.actions.privacy.erase_sign_up import erase_sign_up
from app.models import Erasure, SignUp
from app.queries.personal.sign_up import erasure_of_sign_up, sign_up_plan
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from views.personal_data import ErasureForm, erasure_told
from views.screen import Screen


class SignUpDataView(Screen):
    """/sign-up-data/<sign-up>, also when that is gone and only the receipt is left."""

    route_base = "/sign-up-data"
    class_permission_name = "User"
    method_permission_name = dict.fromkeys(("show", "progress", "erase", "again"), "erase")

    @expose("/<int:pk>")
    @has_access
    def show(self, pk: int) -> Any:
        return self._page(pk, ErasureForm())

    @expose("/<int:pk>/progress")
    @has_access
    def progress(self, pk: int) -> Any:
        """The erasure, asked for while it moves."""
        return render_template("screens/personal_data_progress.html", **self._standing(pk, self._erasure(pk) or abort(404)))

    @expose("/<int:pk>/erase", methods=("POST",))
    @has_access
    def erase(self, pk: int) -> Any:
        form = ErasureForm()
        if form.validate() and attempt(form, lambda: erase_sign_up(pk, typed=form.typed.data, by=current_actor())):
            flash(_("It has begun."), "success")
            return redirect(url_for("SignUpDataView.show", pk=pk))
        return self._page(pk, form)

    @expose("/<int:pk>/again", methods=("POST",))
    @has_access
    def again(self, pk: int) -> Any:
        erasure = self._erasure(pk) or abort(404)
        return self.attempt(lambda: try_again(erasure.id, by=current_actor()), _("It goes on."), redirect(url_for("SignUpDataView.show", pk=pk)))

    def _erasure(self, pk: int) -> Erasure | None:
        found = erasure_of_sign_up(self.session, pk)
        return ScopedInterface(Erasure, self.session).get(found.id) if found is not None else None

    def _standing(self, pk: int, erasure: Erasure | None) -> dict[str, Any]:
        places = {name: url_for(f"SignUpDataView.{view}", pk=pk) for name, view in (("again", "again"), ("address", "progress"), ("erase", "erase"))}
        return erasure_told(erasure) | places | {"may_erase": True, "exports": None}

    def _page(self, pk: int, form: ErasureForm) -> Any:
        erasure = self._erasure(pk)
        row = None if erasure is not None else ScopedInterface(SignUp, self.session).get(pk) or abort(404)
        crumbs = [(_("Sign-ups"), url_for("SignUpView.list"))]
        title = _("Personal data of a sign-up")
        if row is not None:
            crumbs.append((row.name, url_for("SignUpView.show", pk=pk)))
            title = _("Personal data of %(name)s", name=row.name)
        plan = sign_up_plan(self.session, row) if row is not None else None
        return self.render_template("screens/personal_data.html", title=title, crumbs=crumbs, plan=plan, form=form, **self._standing(pk, erasure))
