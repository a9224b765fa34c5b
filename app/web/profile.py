"""My profile: who I am here, my picture, my password, my API keys. For everybody who is signed in, and only about themselves."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.sqla.models import ApiKey
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import select
from wtforms import FileField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from app.access.permissions import Permission
from app.actions.accounts.change_own import change_own
from app.actions.accounts.put_picture import put_picture, remove_picture
from app.actions.accounts.right_password import right_password
from app.core.entity import db
from app.core.pictures import MOST_BYTES
from app.models import FoyerUser
from app.queries.second_factors import factor_of
from app.queries.sign_ins import open_sign_ins
from app.translation import choices
from app.web import tokens
from app.web.actor import current_actor
from app.web.fields import GoodPassword
from app.web.looking import looking
from app.web.refusals import attempt
from app.web.sessions import note_said, this_one
from app.web.sign_in_words import device_said

NEEDED = DataRequired(lazy_gettext("This is needed."))


class NameForm(DynamicForm):  # type: ignore[misc]
    first_name = StringField(lazy_gettext("First name"), validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "given-name"})
    last_name = StringField(lazy_gettext("Last name"), validators=[NEEDED, Length(max=64)], render_kw={"autocomplete": "family-name"})
    phone = StringField(lazy_gettext("Phone"), validators=[Length(max=40)], render_kw={"type": "tel", "autocomplete": "tel"})
    language = SelectField(lazy_gettext("Language"), choices=lambda: [("", _("As the location")), *choices().items()])


class PictureForm(DynamicForm):  # type: ignore[misc]
    picture = FileField(
        lazy_gettext("Picture"), render_kw={"accept": "image/jpeg,image/png,image/webp,image/gif"},
        description=lazy_gettext("A JPEG, PNG, WebP or GIF of at most 10 MB. The middle of it is shown; what the camera wrote into it is not kept."),
    )  # fmt: skip


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
    present = PasswordField(lazy_gettext("Present password"), validators=[NEEDED], render_kw={"autocomplete": "current-password"})


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
        return profile_page(self)

    @expose("/edit", methods=("GET", "POST"))
    def edit(self) -> Any:
        me = self._me()
        form = NameForm(obj=me)

        def save() -> None:
            change_own(me.id, by=current_actor(), **{field.name: field.data for field in form if field.name != "csrf_token"})

        if form.validate_on_submit() and attempt(form, save):
            flash(_("Saved."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._form(form, _("About you"))

    @expose("/picture", methods=("GET", "POST"))
    def picture(self) -> Any:
        me, form = self._me(), PictureForm()

        def save() -> None:
            given = request.files.get("picture")
            put_picture(me.id, given.stream.read(MOST_BYTES + 1) if given else b"", by=current_actor())

        if form.validate_on_submit() and attempt(form, save):
            flash(_("This is your picture now."), "success")
            return redirect(url_for("ProfileView.show"))
        return self._form(form, _("Your picture"), template="screens/picture.html", me=me)

    @expose("/picture/remove", methods=("POST",))
    def remove_picture(self) -> Any:
        remove_picture(self._me().id, by=current_actor())
        flash(_("Your picture is gone."), "success")
        return redirect(url_for("ProfileView.show"))

    @expose("/keyboard", methods=("POST",))
    def keyboard(self) -> Any:
        """Keys of one letter, on or off (WCAG 2.1.4)."""
        change_own(self._me().id, by=current_actor(), single_keys=bool(request.form.get("single_keys")))
        flash(_("Saved."), "success")
        return redirect(url_for("ProfileView.show", _anchor="keys"))

    @expose("/password", methods=("GET", "POST"))
    def password(self) -> Any:
        me = self._me()
        form = PasswordForm()

        def save() -> None:
            right_password(me.id, form.present.data or "", by=current_actor())
            self.appbuilder.sm.reset_password(me.id, form.password.data, by=current_actor())
            note_said()

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
        if form.validate_on_submit() and attempt(form, lambda: right_password(me.id, form.present.data, by=actor)):
            text = tokens.make_key(self.appbuilder.sm, name=form.name.data, user_id=me.id, by=actor)
            return self.render_template("screens/new_key.html", title=_("Your new API key"), key=text, back=url_for("ProfileView.show"))
        return self._form(form, _("New API key"))

    @expose("/keys/<int:key_id>/end", methods=("POST",))
    def end_key(self, key_id: int) -> Any:
        tokens.end_key(key_id, user_id=self._me().id, by=current_actor())
        flash(_("The key has stopped working."), "success")
        return redirect(url_for("ProfileView.show"))

    def _form(self, form: Any, title: str, *, template: str = "screens/one_form.html", **more: Any) -> Any:
        back = url_for("ProfileView.show")
        return self.render_template(template, title=title, form=form, back=back, crumbs=[(_("Profile"), back)], here=request.path, **more)


class MyProfileView(BaseView):  # type: ignore[misc]
    """/my/profile: the same page where members look for it."""

    route_base = "/my/profile"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/")
    def show(self) -> Any:
        return profile_page(self)


def profile_page(view: Any) -> Any:
    """Who is signed in, as they may see and change themselves."""
    if not current_user.is_authenticated:
        abort(401)
    me, actor = db.session.get_one(FoyerUser, current_user.id), current_actor()
    factor = factor_of(db.session(), me.id)
    keys = db.session.scalars(select(ApiKey).where(ApiKey.user_id == me.id, ApiKey.active).order_by(ApiKey.id)).all()
    return view.render_template(
        "screens/profile.html",
        title=str(me),
        me=me,
        roles=[role.name for role in view.appbuilder.sm.grants.of(me.id)] if actor.is_staff else [],
        speaks=choices().get(me.language, ""),
        sign_ins=open_sign_ins(db.session(), me.id, is_staff=actor.is_staff) if looking() is None else [],  # these are for the person alone
        this_one=this_one(),
        device_said=device_said,
        has_factor=factor is not None and factor.confirmed_at is not None,
        keys=keys,
        may_api=actor.may(Permission.API),
        my_calendar=url_for("MyCalendarLinkView.show") if "MyCalendarLinkView.show" in current_app.view_functions else "",
        my_bell=url_for("NotificationSwitchesView.page")
        if actor.is_staff and "NotificationSwitchesView.page" in current_app.view_functions
        else "",
        my_data=url_for("MyDataView.show") if "MyDataView.show" in current_app.view_functions else "",
    )
