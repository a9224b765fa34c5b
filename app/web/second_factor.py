"""/profile/second-factor: set up the code after the password, or turn it off."""

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

from app.access.one_time_codes import opened_secret, picture
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.actions.accounts.turn_off_second_factor import turn_off_second_factor
from app.core.entity import db
from app.models import FoyerUser
from app.queries.second_factors import Rule, codes_left, factor_of, requires_one, rule_of
from app.rules.sign_ins import EndedBy
from app.web import sessions
from app.web.actor import current_actor
from app.web.refusals import attempt

NEEDED = DataRequired(lazy_gettext("This is needed."))


def password_field() -> PasswordField:
    return PasswordField(lazy_gettext("Present password"), validators=[NEEDED], render_kw={"autocomplete": "current-password"})


def code_field(about: Any) -> StringField:
    kw = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return StringField(lazy_gettext("Code"), validators=[NEEDED, Length(max=40)], description=about, render_kw=kw)


class BeginForm(DynamicForm):  # type: ignore[misc]
    present = password_field()


class ConfirmForm(DynamicForm):  # type: ignore[misc]
    code = code_field(lazy_gettext("The six digits that the app shows now."))


class OffForm(DynamicForm):  # type: ignore[misc]
    present = password_field()
    code = code_field(lazy_gettext("Six digits from the app, or a recovery code."))


class SecondFactorView(BaseView):  # type: ignore[misc]
    route_base = "/profile/second-factor"
    default_view = "page"
    base_permissions: list[str] = []

    @expose("/", methods=("GET", "POST"))
    def page(self) -> Any:
        """How it stands; the form begins to set it up."""
        me, form = self._me(), BeginForm()
        factor, rule = factor_of(db.session(), me.id), rule_of(db.session())
        if factor is not None and factor.confirmed_at is not None:
            left = codes_left(db.session(), me.id)
            return self._drawn("second_factor", _("Second step"), factor=factor, codes_left=left, is_off=rule is Rule.OFF)
        is_asked = requires_one(rule, current_actor())
        if form.validate_on_submit() and attempt(form, lambda: begin_second_factor(me.id, password=form.present.data, by=current_actor())):
            return redirect(url_for("SecondFactorView.confirm"))
        return self._drawn("second_factor_begin", _("Second step"), form=form, is_asked=is_asked, is_off=rule is Rule.OFF)

    @expose("/confirm", methods=("GET", "POST"))
    def confirm(self) -> Any:
        """The secret, as a picture and to type, until a first code has proved that the phone has it."""
        me, form = self._me(), ConfirmForm()
        factor = factor_of(db.session(), me.id)
        if factor is None or factor.confirmed_at is not None:
            return redirect(url_for("SecondFactorView.page"))
        codes: list[str] = []
        if form.validate_on_submit() and attempt(
            form, lambda: codes.extend(confirm_second_factor(me.id, form.code.data, by=current_actor()))
        ):
            sessions.stay(me, EndedBy.ACCOUNT)  # other browsers are signed out, this one is not
            return self._drawn("recovery_codes", _("Your recovery codes"), codes=codes)
        secret = opened_secret(factor.sealed_secret)
        return self._drawn(
            "second_factor_confirm", _("Set up the second step"), form=form, picture=picture(secret, name=me.email), secret=secret
        )

    @expose("/off", methods=("GET", "POST"))
    def off(self) -> Any:
        me, form = self._me(), OffForm()

        def turn_off() -> None:
            turn_off_second_factor(me.id, form.code.data, password=form.present.data, by=current_actor())

        if form.validate_on_submit() and attempt(form, turn_off):
            sessions.stay(me, EndedBy.ACCOUNT)
            flash(_("Signing in takes your password alone from now on. Other browsers are signed out."), "success")
            return redirect(url_for("SecondFactorView.page"))
        return self._drawn("second_factor_off", _("Turn off the second step"), form=form)

    def _me(self) -> FoyerUser:
        if not current_user.is_authenticated:
            abort(401)
        return db.session.get_one(FoyerUser, current_user.id)

    def _drawn(self, name: str, title: str, **more: Any) -> Any:
        back = url_for("ProfileView.show")
        return self.render_template(f"screens/{name}.html", title=title, back=back, crumbs=[(_("Profile"), back)], **more)
