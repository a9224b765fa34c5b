"""/login/code: the code after the password, on a page of its own, before any session exists."""

from __future__ import annotations

from typing import Any

import structlog
from flask import flash, g, redirect, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.access.lockout import is_locked
from app.actions.accounts.person import the_person
from app.actions.accounts.use_code import use_code
from app.core.entity import db
from app.core.errors import Forbidden
from app.models import FoyerUser
from app.web import half_signed_in
from app.web.lockout import note_success
from app.web.signing_in import begin, wanted_page

log = structlog.get_logger()


class CodeForm(DynamicForm):  # type: ignore[misc]
    code = StringField(
        lazy_gettext("Code"),
        validators=[DataRequired(lazy_gettext("This is needed.")), Length(max=40)],
        description=lazy_gettext("Six digits from the app on your phone, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"},
    )


class SecondStepView(BaseView):  # type: ignore[misc]
    route_base = ""
    default_view = "code"
    base_permissions: list[str] = []

    @expose("/login/code", methods=("GET", "POST"))
    def code(self) -> Any:
        user = half_signed_in.person()
        if user is None:
            return again(_("That took too long. Sign in again."))
        epoch = user.session_epoch  # of the password that was right: read again, it may be that of a new one
        form = CodeForm()
        if form.validate_on_submit():
            if use_code(user.id, form.code.data, by=the_person(user)):
                return self._inside(user, epoch)
            g.sign_in_failed = True
            log.info("code refused", user=user.id, address=request.remote_addr)
            db.session.refresh(user)
            if is_locked(user):
                return again(_("There were too many tries. Wait a few minutes, then sign in again."))
            form.code.errors = [_("This code is not right, or was used already. Take the next one.")]
        return self.render_template("screens/second_step.html", title=_("One more step"), form=form)

    def _inside(self, user: FoyerUser, epoch: int) -> Any:
        note_success(user.id)
        try:
            begin(user, epoch)
        except Forbidden:
            return again(_("That took too long. Sign in again."))
        return redirect(wanted_page())


def again(words: str) -> Any:
    """Back to the password; where the person was going is not forgotten."""
    half_signed_in.end()
    flash(words, "warning")
    return redirect(url_for("SignInView.login", next=request.args.get("next")))
