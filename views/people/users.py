"""Users and roles: who can sign in, what they may do, and where."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo

from app.access.roles import ROLES
from app.actions.accounts.reset_second_factor import reset_second_factor
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.actions.users.fields import UserFields
from app.actions.users.grant import require_network_role
from app.actions.users.set_password import set_password
from app.core.entity import db
from app.core.errors import Refused
from app.models import FoyerUser
from app.queries.second_factors import factor_of
from app.web.actor import current_actor
from app.web.fields import GoodPassword
from app.web.formats import as_long
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.present_password import password_said
from app.web.refusals import attempt
from app.web.words import noun_of, spoken
from app.work import transaction
from views.base.record import RecordPage
from views.people.may_sign_in import MaySignIn, has_other_address, stays_longer
from views.people.personal_data import WithPersonalData
from views.people.welcoming import Welcoming

NEEDED = DataRequired(lazy_gettext("This is needed."))


def password_fields() -> dict[str, Any]:
    return {
        "password": PasswordField(
            lazy_gettext("Password"),
            validators=[NEEDED, GoodPassword()],
            description=lazy_gettext("At least 12 characters; a few words do well."),
            render_kw={"autocomplete": "new-password"},
        ),
        "again": PasswordField(
            lazy_gettext("Password again"),
            validators=[EqualTo("password", lazy_gettext("The two are not the same."))],
            render_kw={"autocomplete": "new-password"},
        ),
    }


class PasswordForm(DynamicForm):  # type: ignore[misc]
    password = password_fields()["password"]
    again = password_fields()["again"]


class UserView(WithPersonalData, Welcoming, MaySignIn, RecordPage, FoyerModelView):
    """People who can sign in. They are switched off, not deleted: their name stays in the audit."""

    datamodel = ScopedInterface(FoyerUser)
    class_permission_name = "User"
    route_base = "/users"
    method_permission_name = MaySignIn.method_permission_name | {
        "new_password": "write",
        "password": "write",
        **Welcoming.VERBS,
        **WithPersonalData.VERBS,
    }
    singular = lazy_gettext("user")
    list_title = lazy_gettext("Users")
    list_columns = ["name", "username", "roles", "location", "active", "last_login"]
    order_columns = ["username", "email", "active", "last_login"]
    search_columns = ["username", "email", "first_name", "last_name", "active", "roles", "location", "organisation"]
    quick_search = "username"
    quick_columns = ("username", "last_name", "first_name", "email")
    quick_label = lazy_gettext("name or mail")
    base_order = ("username", "asc")
    label_columns = {
        "name": lazy_gettext("Name"), "email": lazy_gettext("Mail"), "roles": lazy_gettext("Roles"), "location": lazy_gettext("Home location"),
        "active": lazy_gettext("May sign in"), "locations": lazy_gettext("Works only at"), "session_epoch": lazy_gettext("Sessions"),
        "last_login": lazy_gettext("Last sign-in"), "login_count": lazy_gettext("Sign-ins"), "fail_login_count": lazy_gettext("Wrong passwords in a row"),
        "locked_until": lazy_gettext("Waits until"), "ends_on": lazy_gettext("Last day"),
    }  # fmt: skip
    description_columns = {
        "locations": lazy_gettext("For staff; empty means every location."),
        "roles": lazy_gettext("What this person may do."),
        "ends_on": lazy_gettext(
            "Access ends with this day, whatever licenses say, and nobody signs in with the account any more. Empty: no end."
        ),
    }
    formatters_columns = {"name": lambda _value, row: str(row), "username": as_long}
    show_fieldsets = [
        (lazy_gettext("Person"), {"fields": ["name", "username", "email", "phone", "organisation", "location"]}),
        (
            lazy_gettext("Access"),
            {"fields": ["active", "ends_on", "roles", "locations", "last_login", "login_count", "fail_login_count", "locked_until"]},
        ),
    ]
    edit_columns = ["first_name", "last_name", "email", "phone", "organisation", "location", "ends_on", "roles", "locations"]
    add_columns = [*edit_columns, "password", "again"]
    add_form_extra_fields = password_fields()

    def create(self, form: Any) -> FoyerUser:
        password_said()
        return create_user(password=form.password.data, by=current_actor(), **self.said(form))

    def change(self, row: FoyerUser, form: Any) -> FoyerUser:
        said = self.said(form)
        if (
            has_other_address(row, said)
            or stays_longer(row, said)
            or {role.name for role in row.roles} != {*said["roles"]}
            or {each.id for each in row.locations} != {*said["location_ids"]}
        ):
            password_said()
        return change_user(row.id, by=current_actor(), **said)

    def may_act(self, name: str, row: FoyerUser) -> bool:
        if name == "reset_factor":
            return row.id != current_actor().id and factor_of(db.session(), row.id) is not None
        return super().may_act(name, row)

    def panels(self, row: FoyerUser) -> list[dict[str, str]]:
        return self.sign_in_panels(row)

    def facts(self, row: FoyerUser) -> list[Any]:
        factor = factor_of(db.session(), row.id)
        return [*super().facts(row), _("Second step set up") if factor is not None and factor.confirmed_at is not None else ""]

    def said(self, form: Any) -> UserFields:
        """What the form says, in the words of the actions."""
        organisation, location = form.organisation.data, form.location.data
        return UserFields(
            email=form.email.data,
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            phone=form.phone.data or "",
            organisation_id=organisation.id if organisation else None,
            location_id=location.id if location else None,
            ends_on=form.ends_on.data,
            roles=[role.name for role in form.roles.data],
            location_ids=[place.id for place in form.locations.data],
        )

    @action("new_password", lazy_gettext("New password"), icon="key", multiple=False)
    def new_password(self, user: FoyerUser) -> Any:
        return redirect(url_for("UserView.password", pk=user.id))

    @action(
        "reset_factor",
        lazy_gettext("Take off second step"),
        lazy_gettext("Take the code after the password off this account? The person is told by mail."),
        icon="shield",
        multiple=False,
    )
    def reset_factor(self, user: FoyerUser) -> Any:
        password_said()
        return self.each(user, reset_second_factor, done=_("%(count)d may sign in with the password alone."))

    @expose("/password/<pk>", methods=("GET", "POST"))
    @has_access
    def password(self, pk: str) -> Any:
        """A new password for somebody; it ends all their sessions."""
        user, form = self.one(pk), PasswordForm()

        def save() -> None:
            self.appbuilder.sm.stay(set_password(user.id, form.password.data, by=current_actor()))

        if request.method == "POST" and form.validate() and password_said() and attempt(form, save):
            flash(_("%(name)s has a new password and is signed out everywhere.", name=str(user)), "success")
            return redirect(url_for("UserView.show", pk=user.id))
        back = url_for("UserView.show", pk=user.id)
        return self.render_template("screens/one_form.html", title=_("New password for %(name)s", name=str(user)), form=form, back=back)


def granted_said(granted: Any) -> Markup:
    """Permissions by noun: "Invoice run: approve, prepare, read", where Flask-AppBuilder says "can approve on InvoiceRun" for each."""
    verbs: dict[str, list[str]] = {}
    for each in granted:
        noun, verb = spoken(noun_of(each.view_menu.name)), each.permission.name.removeprefix("can_").replace("_", " ")
        verbs.setdefault(noun, []).append(verb)
    return Markup("<br>").join(f"{noun}: {', '.join(sorted(verbs[noun]))}" for noun in sorted(verbs))


class RoleView(FoyerModelView):
    """Roles of the house are said in code and only shown; a network may add its own."""

    datamodel = ScopedInterface(Role)
    class_permission_name = "Role"
    route_base = "/roles"
    singular = lazy_gettext("role")
    list_title = lazy_gettext("Roles")
    list_columns = ["name"]
    show_columns = ["name", "permissions"]
    add_columns = edit_columns = ["name", "permissions"]
    search_columns = ["name"]
    base_order = ("name", "asc")
    description_columns = {"permissions": lazy_gettext("Type a verb or a noun: “approve”, “Invoice”.")}
    formatters_columns = {"permissions": lambda granted: granted_said(granted)}

    def may_edit(self, row: Role) -> bool:
        return row.name not in ROLES

    may_delete = may_edit

    def create(self, form: Any) -> Role:
        password_said()
        with transaction(by=current_actor()):
            row: Role = super().create(form)
            require_network_role(current_actor(), row.name)
        return row

    def change(self, row: Role, form: Any) -> Role:
        """Judged before and after: neither what it granted nor what it will may be more than the actor has."""
        password_said()
        with transaction(by=current_actor()):
            require_network_role(current_actor(), row.name)
            super().change(row, form)
            require_network_role(current_actor(), row.name)
        return row

    def remove(self, row: Role) -> None:
        if row.user:
            raise Refused(_("%(count)d people have this role. Give them another first.", count=len(row.user)))
        password_said()
        with transaction(by=current_actor()):
            require_network_role(current_actor(), row.name)
            super().remove(row)
