"""Signing in and out by page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.const import FLAMSG_ERR_SEC_ACCESS_DENIED
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user, login_user, logout_user
from sqlalchemy import update
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from app.core.clock import now
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.safe_next import safe_next
from app.work import transaction

log = structlog.get_logger()


class SignInForm(DynamicForm):  # type: ignore[misc]
    username = StringField(lazy_gettext("Username or mail address"), validators=[DataRequired(lazy_gettext("Who are you?"))])
    password = PasswordField(lazy_gettext("Password"), validators=[DataRequired(lazy_gettext("The password is missing."))])


def wanted_page() -> str:
    """Where the person was going. FAB hands over a whole address: of this host only its path counts."""
    text = request.args.get("next", "")
    parts = urlsplit(text) if text.startswith(request.host_url) else None
    path = f"{parts.path}?{parts.query}" if parts and parts.query else parts.path if parts else text
    return safe_next(path, url_for("HomeView.index"))


class SignInView(BaseView):  # type: ignore[misc]
    """/login/ and /logout/. Leaving is a POST with a token, and ends all sessions of that person."""

    route_base = ""
    default_view = "login"
    base_permissions: list[str] = []

    @expose("/login/", methods=("GET", "POST"))
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(wanted_page())
        form, problem = SignInForm(username=session.get("name", "")), ""
        if form.validate_on_submit():
            user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
            if user:
                begin(user)
                return redirect(wanted_page())
            g.sign_in_failed = True
            log.info("sign-in refused", name=form.username.data[:80], address=request.remote_addr)
            problem = _("The name and the password do not fit, or there were too many tries. Look again, or wait a few minutes.")
        session["_flashes"] = [flashed for flashed in session.pop("_flashes", []) if flashed[1] != str(FLAMSG_ERR_SEC_ACCESS_DENIED)]
        logins = current_app.extensions["demo_logins"]()
        return self.render_template(
            "appbuilder/general/security/login_db.html", title=_("Sign in"), form=form, problem=problem, demo_logins=logins
        )

    @expose("/logout/", methods=("POST",))
    def logout(self) -> Any:
        if current_user.is_authenticated:
            with transaction(by=current_actor()) as work:
                user = update(FoyerUser).where(FoyerUser.id == current_user.id)
                work.session.execute(user.values(session_epoch=FoyerUser.session_epoch + 1).execution_options(synchronize_session=False))
            log.info("signed out", user=current_user.id)
        logout_user()
        session.clear()
        flash(_("You are signed out."), "success")
        return redirect(url_for("SignInView.login"))


def begin(user: FoyerUser) -> None:
    """A new session, with nothing of the one before but the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    hours = current_app.extensions["settings"].session_hours
    session["until"] = int((now() + dt.timedelta(hours=hours)).timestamp())
    session.permanent = True
    login_user(user)
    log.info("signed in", user=user.id, address=request.remote_addr)
