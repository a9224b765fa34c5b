"""/profile/sign-ins: end one of one's own sessions, or all but this one, with the present password (ASVS 7.5.2)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import DataRequired

from app.actions.accounts.end_sign_in import end_sign_in
from app.actions.accounts.right_password import right_password
from app.actions.accounts.sign_out_elsewhere import sign_out_elsewhere
from app.core.entity import db
from app.models import FoyerUser
from app.queries.sign_ins import own_sign_in
from app.rules.sign_ins import EndedBy
from app.web import sessions
from app.web.actor import current_actor
from app.web.refusals import attempt
from app.web.sign_in_words import device_said


class EndingForm(DynamicForm):  # type: ignore[misc]
    present = PasswordField(
        lazy_gettext("Present password"), validators=[DataRequired(lazy_gettext("This is needed."))],
        description=lazy_gettext("So that nobody who finds this browser open signs you out elsewhere."), render_kw={"autocomplete": "current-password"},
    )  # fmt: skip


class OwnSignInsView(BaseView):  # type: ignore[misc]
    route_base = "/profile/sign-ins"
    default_view = "end_others"
    base_permissions: list[str] = []

    @expose("/<int:sign_in_id>/end", methods=("GET", "POST"))
    def end(self, sign_in_id: int) -> Any:
        me, form = self._me(), EndingForm()
        row = own_sign_in(db.session(), sign_in_id, me.id) or abort(404)
        if row.id == sessions.this_one():
            flash(_("This is the browser that you use now. Sign out in the menu."), "info")
            return redirect(url_for("ProfileView.show"))
        if form.validate_on_submit() and attempt(form, lambda: self._end(me, row.id, form.present.data or "")):
            flash(_("Signed out there."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._drawn(form, _("Sign out there: %(device)s", device=device_said(row)))

    @expose("/end", methods=("GET", "POST"))
    def end_others(self) -> Any:
        me, form = self._me(), EndingForm()

        def sign_out() -> None:
            right_password(me.id, form.present.data or "", by=current_actor())
            sign_out_elsewhere(me.id, by=current_actor())
            sessions.stay(me, EndedBy.ELSEWHERE)

        if form.validate_on_submit() and attempt(form, sign_out):
            flash(_("You are signed out everywhere but here."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._drawn(form, _("Sign out everywhere else"))

    def _end(self, me: FoyerUser, sign_in_id: int, password: str) -> None:
        right_password(me.id, password, by=current_actor())
        end_sign_in(sign_in_id, EndedBy.ELSEWHERE, by=current_actor())

    def _me(self) -> FoyerUser:
        if not current_user.is_authenticated:
            abort(401)
        return db.session.get_one(FoyerUser, current_user.id)

    def _drawn(self, form: EndingForm, title: str) -> Any:
        back = url_for("ProfileView.show")
        return self.render_template(
            "screens/one_form.html", title=title, form=form, back=back, crumbs=[(_("Profile"), back)], button=_("Sign out")
        )
