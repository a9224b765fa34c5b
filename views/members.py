"""Members: the people of organisations. Staff are under Users."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired

from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.actions.users.deactivate import deactivate_user
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.links import linked
from views.said import said


class OfAnOrganisation(BaseFilter):  # type: ignore[misc]
    name = "of an organisation"
    arg_name = "oao"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(FoyerUser.organisation_id.is_not(None))


class MemberView(FoyerModelView):
    """Created without a password: the welcome mail, or staff under Users, lets them in."""

    datamodel = ScopedInterface(FoyerUser)
    class_permission_name = "User"
    route_base = "/members"
    exclude_route_methods = {"delete"}
    method_permission_name = {"activate": "write", "deactivate": "write"}
    singular = _("member")
    list_title = _("Members")
    base_filters = [["organisation", OfAnOrganisation, ""]]
    list_columns = ["last_name", "first_name", "email", "organisation", "active"]
    search_columns = ["last_name", "first_name", "email", "organisation", "location", "active"]
    quick_search = "last_name"
    quick_columns = ("last_name", "first_name", "email")
    quick_label = _("name or mail")
    base_order = ("last_name", "asc")
    exportable = True
    label_columns = {"email": _("Mail"), "location": _("Home location"), "active": _("May sign in")}
    description_columns = {"email": _("Also the name to sign in with."), "location": _("Empty: that of the organisation.")}
    validators_columns = {"organisation": [DataRequired(_("Choose one."))]}
    add_columns = edit_columns = ["organisation", "first_name", "last_name", "email", "phone", "location"]
    show_columns = ["organisation", "first_name", "last_name", "email", "phone", "location", "active"]
    formatters_columns = linked("organisation", "location")
    empty_text = _("The people of your organisations.")

    def create(self, form: Any) -> FoyerUser:
        return create_user(**said(form), by=current_actor())

    def change(self, row: FoyerUser, form: Any) -> FoyerUser:
        return change_user(row.id, **said(form), by=current_actor())

    def may_act(self, name: str, row: FoyerUser) -> bool:
        return {"activate": not row.active, "deactivate": bool(row.active)}.get(name, True)

    @action("activate", _("Let sign in again"), icon="user-check")
    def activate(self, rows: Any) -> Any:
        return self.each(rows, activate_user, done=gettext("%(count)d may sign in again."))

    @action("deactivate", _("Deactivate"), _("End their sessions and let them sign in no more?"), icon="user-off")
    def deactivate(self, rows: Any) -> Any:
        return self.each(rows, deactivate_user, done=gettext("%(count)d deactivated."))
