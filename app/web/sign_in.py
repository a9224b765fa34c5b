"""Signing in and out by page."""

from __future__ import annotations

from typing import Any

import structlog
from flask import current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.const import FLAMSG_ERR_SEC_ACCESS_DENIED
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user, logout_user
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from app.core.entity import db
from app.core.errors import Forbidden
from app.models import FoyerUser
from app.queries.second_factors import asks_for_code
from app.web import half_signed_in, looking, sessions
from app.web.portal import in_portal
from app.web.sign_in_words import over_said
from app.web.signing_in import begin, wanted_page

log = structlog.get_logger()


class SignInForm(DynamicForm):  # type: ignore[misc]
    username = StringField(lazy_gettext("Username or mail address"), validators=[DataRequired(lazy_gettext("Who are you?"))])
    password = PasswordField(lazy_gettext("Password"), validators=[DataRequired(lazy_gettext("The password is missing."))])


class SignInView(BaseView):  # type: ignore[misc]
    """/login/ and /logout/. Leaving is a POST with a token, and ends this session alone; the others are ended on the profile."""

    route_base = ""
    default_view = "login"
    base_permissions: list[str] = []

    @expose("/login/", methods=("GET", "POST"))
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(wanted_page())
        form, problem = SignInForm(username=session.get("name", "")), ""
        if form.validate_on_submit():
            found = self.appbuilder.sm.proven(form.username.data, form.password.data)
            if found:
                return self._known(*found)
            g.sign_in_failed = True
            problem = _("The name and the password do not fit, or there were too many tries. Look again, or wait a few minutes.")
        session["_flashes"] = [flashed for flashed in session.pop("_flashes", []) if flashed[1] != str(FLAMSG_ERR_SEC_ACCESS_DENIED)]
        logins = current_app.extensions["demo_logins"]()
        return self.render_template(
            "appbuilder/general/security/login_db.html",
            title=_("Sign in"),
            form=form,
            problem=problem,
            over=over_said(),
            demo_logins=logins,
        )

    def _known(self, user: FoyerUser, epoch: int) -> Any:
        if asks_for_code(db.session(), user.id):
            half_signed_in.begin(user, epoch)
            return redirect(url_for("SecondStepView.code", next=request.args.get("next")))
        try:
            begin(user, epoch)
        except Forbidden:  # the password was changed meanwhile
            flash(_("That took too long. Sign in again."), "warning")
            return redirect(url_for("SignInView.login", next=request.args.get("next")))
        return redirect(wanted_page())

    @expose("/logout/", methods=("POST",))
    def logout(self) -> Any:
        kept = in_portal()
        if current_user.is_authenticated:
            looking.end()
            sessions.leave(current_user)
            log.info("signed out", user=current_user.id)
        logout_user()
        session.clear()
        flash(_("You are signed out."), "success")
        answer = redirect(url_for("SignInView.login"))
        if kept:  # not a machine of staff, which may be a tablet at the door as well, with records that are still to be told
            answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
