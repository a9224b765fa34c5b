"""My profile: who I am here, my password, my API keys. For everybody who is signed in, and only about themselves."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.sqla.models import ApiKey
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.security import check_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from app.access.permissions import Permission
from app.core.entity import db
from app.core.errors import Refused
from app.models import FoyerUser
from app.web import tokens
from app.web.actor import current_actor
from app.web.fields import GoodPassword
from app.web.refusals import attempt
from app.work import transaction

NEEDED = DataRequired(lazy_gettext("This is needed."))


class NameForm(DynamicForm):  # type: ignore[misc]
    first_name = StringField(lazy_gettext("First name"), validators=[NEEDED, Length(max=64)])
    last_name = StringField(lazy_gettext("Last name"), validators=[NEEDED, Length(max=64)])
    phone = StringField(lazy_gettext("Phone"), validators=[Length(max=40)])


class PasswordForm(DynamicForm):  # type: ignore[misc]
    present = PasswordField(lazy_gettext("Present password"), validators=[NEEDED], render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        lazy_gettext("New password"),
        validators=[NEEDED, GoodPassword()],
        description=lazy_gettext("At least 12 characters; a few words do well."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy_gettext("New password again"),
        validators=[EqualTo("password", lazy_gettext("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class KeyForm(DynamicForm):  # type: ignore[misc]
    name = StringField(
        lazy_gettext("What is it for?"),
        validators=[NEEDED, Length(max=256)],
        description=lazy_gettext("A name by which you will know it: “Power BI”."),
    )


class ProfileView(BaseView):  # type: ignore[misc]
    """/profile and its forms."""

    route_base = "/profile"
    default_view = "show"
    base_permissions: list[str] = []

    def _me(self) -> FoyerUser:
        if not current_user.is_authenticated:
            abort(401)
        return db.session.get_one(FoyerUser, current_user.id)

    @expose("/")
    def show(self) -> Any:
        me, actor = self._me(), current_actor()
        roles = [role.name for role in self.appbuilder.sm.grants.of(me.id)]
        keys = db.session.scalars(select(ApiKey).where(ApiKey.user_id == me.id, ApiKey.active).order_by(ApiKey.id)).all()
        may_api = actor.may(Permission.API)
        return self.render_template("screens/profile.html", title=str(me), me=me, roles=roles, keys=keys, may_api=may_api, new_key="")

    @expose("/edit", methods=("GET", "POST"))
    def edit(self) -> Any:
        me = self._me()
        form = NameForm(obj=me)

        def save() -> None:
            with transaction(by=current_actor()):
                form.populate_obj(me)

        if form.validate_on_submit() and attempt(form, save):
            flash(_("Saved."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._form(form, _("Your name"))

    @expose("/password", methods=("GET", "POST"))
    def password(self) -> Any:
        me = self._me()
        form = PasswordForm()

        def save() -> None:
            if not check_password_hash(me.password or "", form.present.data or ""):
                raise Refused(_("This is not your present password."), field="present")
            self.appbuilder.sm.reset_password(me.id, form.password.data, by=current_actor())

        if form.validate_on_submit() and attempt(form, save):
            flash(_("Your password is changed. Other browsers are signed out."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._form(form, _("Change your password"))

    @expose("/keys", methods=("GET", "POST"))
    def key(self) -> Any:
        me, actor = self._me(), current_actor()
        if not actor.may(Permission.API):
            abort(403)
        form = KeyForm()
        if form.validate_on_submit():
            text = tokens.make_key(self.appbuilder.sm, name=form.name.data, user_id=me.id, by=actor)
            return self.render_template("screens/new_key.html", title=_("Your new API key"), key=text, back=url_for("ProfileView.show"))
        return self._form(form, _("New API key"))

    @expose("/keys/<int:key_id>/end", methods=("POST",))
    def end_key(self, key_id: int) -> Any:
        tokens.end_key(key_id, user_id=self._me().id, by=current_actor())
        flash(_("The key has stopped working."), "success")
        return redirect(url_for("ProfileView.show"))

    def _form(self, form: Any, title: str) -> Any:
        back = url_for("ProfileView.show")
        return self.render_template(
            "screens/one_form.html", title=title, form=form, back=back, crumbs=[(_("Profile"), back)], here=request.path
        )
