"""Settings of the whole network: each with its meaning and its choices."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from wtforms import SelectField

from app.access.permissions import Permission
from app.actions.settings.known import KNOWN, Known
from app.actions.settings.put import put_setting
from app.core.entity import db
from app.queries.settings import setting
from app.web.actor import current_actor
from app.web.present_password import password_said
from app.web.refusals import attempt
from app.web.words import spoken


def field_of(name: str, known: Known) -> SelectField:
    label = spoken(name.split(".")[-1])
    return SelectField(label, description=known.meaning(), choices=[(each, spoken(each)) for each in known.choices])


GRAVE = ("sign_in.", "retention.")


class SettingView(BaseView):  # type: ignore[misc]
    """One page; what nobody set shows its default."""

    route_base = "/settings"
    default_view = "page"
    class_permission_name = "Setting"
    method_permission_name = {"page": "read"}

    @expose("/", methods=("GET", "POST"))
    @has_access
    def page(self) -> Any:
        keys = {name.replace(".", "__"): name for name in KNOWN}
        form = type("SettingsForm", (DynamicForm,), {key: field_of(name, KNOWN[name]) for key, name in keys.items()})()
        present = {key: setting(db.session, name, KNOWN[name].default) for key, name in keys.items()}

        def save() -> None:
            for key, name in keys.items():
                if form[key].data != present[key]:
                    put_setting(name, form[key].data, by=current_actor())

        def is_grave() -> bool:
            """How people sign in, and how long what is known of them stays."""
            return any(name.startswith(GRAVE) and form[key].data != present[key] for key, name in keys.items())

        if request.method == "POST" and form.validate() and (not is_grave() or password_said()) and attempt(form, save):
            flash(_("Saved."), "success")
            return redirect(url_for("SettingView.page"))
        if request.method == "GET":
            for key, value in present.items():
                form[key].data = value
        may_write = current_actor().may(Permission.SETTING_WRITE)
        return self.render_template("screens/settings.html", title=_("Settings"), form=form, may_write=may_write)
