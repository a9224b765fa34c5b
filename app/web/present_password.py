"""Who changes roles, addresses of others, bank details or keys has said the password within the last ten minutes, or says it on a page in between (ASVS 7.5.1)."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from app.web import sessions
from app.web.refusals import attempt
from app.web.safe_next import came_from, safe_next

OWN = ("csrf_token", "present", "present_from")  # fields of the page in between; all others are what somebody typed on the page before


class SayingForm(DynamicForm):  # type: ignore[misc]
    present = PasswordField(
        lazy_gettext("Present password"),
        validators=[InputRequired(lazy_gettext("This is needed."))],
        description=lazy_gettext("Asked again before rights, sign-in addresses, bank details and keys change. Then not for ten minutes."),
        render_kw={"autocomplete": "current-password", "autofocus": True},
    )
    present_from = HiddenField()  # the page before, for who thinks better of it


def password_said() -> bool:
    """True, or the answer is a page that asks: it brings along what was sent, sends it again, and what was wanted goes on.

    To be called when all that was typed is right, and before the transaction of what is wanted. Programs have no session and are not asked: a key is a secret
    of its own, and took the password to be made.
    """
    if sessions.this_one() is None or sessions.is_password_fresh():
        return True
    form = SayingForm()
    if "present" in request.form and form.validate() and attempt(form, lambda: sessions.password_again(form.present.data)):
        return True
    if "present" not in request.form:
        form.present_from.data = came_from(url_for("HomeView.index"))
    abort(make_response(_page(form)))


def _page(form: SayingForm) -> Any:
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in OWN]
    return render_template(
        "base/present_password.html",
        title=_("Your password, please"),
        form=form,
        sent=sent,
        back=safe_next(form.present_from.data or "", url_for("HomeView.index")),
    )
