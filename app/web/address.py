"""/profile/address: ask for another mail address, with the present password."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import EmailInput

from app.actions.accounts.change_address import change_address
from app.core.entity import db
from app.queries.address_changes import open_change
from app.web.actor import current_actor
from app.web.refusals import attempt

NEEDED = DataRequired(lazy_gettext("This is needed."))


class AddressForm(DynamicForm):  # type: ignore[misc]
    address = StringField(
        lazy_gettext("New mail address"), widget=EmailInput(), validators=[NEEDED, Length(max=320)], render_kw={"autocomplete": "email"},
        description=lazy_gettext("A mail goes to it and to your present one; the change takes effect when both have confirmed it."),
    )  # fmt: skip
    present = PasswordField(lazy_gettext("Present password"), validators=[NEEDED], render_kw={"autocomplete": "current-password"})


class ProfileAddressView(BaseView):  # type: ignore[misc]
    route_base = "/profile/address"
    default_view = "change"
    base_permissions: list[str] = []

    @expose("/", methods=("GET", "POST"))
    def change(self) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        form, back = AddressForm(), url_for("ProfileView.show")

        def ask() -> None:
            change_address(current_user.id, form.address.data, password=form.present.data, by=current_actor())

        if form.validate_on_submit() and attempt(form, ask):
            flash(_("Two mails are on their way: one to the new address, one to the present one. Confirm both within a day."), "success")
            return redirect(back)
        return self.render_template(
            "screens/change_address.html", title=_("Change your mail address"), form=form, back=back,
            crumbs=[(_("Profile"), back)], waiting=open_change(db.session(), current_user.id),
        )  # fmt: skip
