"""/welcome/<link> and /reset/<link>: choose a password. No session begins here: whoever chose it signs in with it."""

from __future__ import annotations

from typing import Any

import structlog
from flask import url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import PasswordField
from wtforms.validators import DataRequired

from app.access.sign_in_tokens import LinkRefused
from app.actions.accounts.person import the_person
from app.actions.accounts.set_password_by_link import set_password_by_link
from app.core.entity import db
from app.core.errors import Refused
from app.models.sign_in_token import Purpose
from app.queries.sign_in_links import open_link
from app.web import refusals
from app.web.link_pages import refused, to_sign_in

log = structlog.get_logger()


class NewPasswordForm(DynamicForm):  # type: ignore[misc]
    password = PasswordField(
        lazy_gettext("New password"),
        validators=[DataRequired(lazy_gettext("This is needed."))],
        description=lazy_gettext(
            "At least 12 characters; a few words do well. Digits and signs are not needed. Not your own name, and not one that many people use."
        ),
        render_kw={"autocomplete": "new-password", "autofocus": True},
    )


class PasswordLinkView(BaseView):  # type: ignore[misc]
    route_base = ""
    default_view = "welcome"
    base_permissions: list[str] = []

    @expose("/welcome/<string:link>", methods=("GET", "POST"))
    def welcome(self, link: str) -> Any:
        return self._page(link, Purpose.WELCOME, _("Choose your password"))

    @expose("/reset/<string:link>", methods=("GET", "POST"))
    def reset(self, link: str) -> Any:
        return self._page(link, Purpose.PASSWORD_RESET, _("Choose a new password"))

    def _page(self, link: str, purpose: Purpose, title: str) -> Any:
        try:
            user = open_link(db.session(), link, purpose).user
            form = NewPasswordForm()
            if form.validate_on_submit():
                set_password_by_link(link, form.password.data, purpose=purpose, by=the_person(user))
                log.info("password set by link", user=user.id, purpose=purpose.value)
                return to_sign_in(user, _("Your password is set. Sign in with it."))
        except LinkRefused as why:
            return refused(why, again=url_for("ForgotView.ask"), button=_("Ask for a new link"))
        except Refused as why:
            refusals.show(form, why)
        return self.render_template("screens/choose_password.html", title=title, form=form, username=user.username)
