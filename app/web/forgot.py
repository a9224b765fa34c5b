"""/forgot: ask for a link to choose a new password. The answer is the same for everybody, and takes as long for everybody."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length, Regexp
from wtforms.widgets import EmailInput

from app.actions.accounts.ask_for_reset import ask_for_reset
from app.web.actor import current_actor


class ForgotForm(DynamicForm):  # type: ignore[misc]
    address = StringField(
        lazy_gettext("Mail address"),
        widget=EmailInput(),
        validators=[Regexp(r"\s*[^@\s]+@[^@\s]+\s*\Z", message=lazy_gettext("This is not a mail address.")), Length(max=320)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )


class ForgotView(BaseView):  # type: ignore[misc]
    route_base = ""
    default_view = "ask"
    base_permissions: list[str] = []

    @expose("/forgot", methods=("GET", "POST"))
    def ask(self) -> Any:
        form = ForgotForm()
        asked = form.validate_on_submit()
        if asked:
            ask_for_reset(form.address.data, by=current_actor())
        return self.render_template("screens/forgot.html", title=_("Forgot your password?"), form=form, asked=asked)
