"""Members: the people of organisations. Staff are under Users."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired

from app.access.permissions import Permission
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface
from views.access import AccessView
from views.by_actions import ByActions
from views.licenses import LicenseView
from views.links import linked
from views.may_sign_in import MaySignIn
from views.personal_data import WithPersonalData
from views.record import RecordPage
from views.welcoming import Welcoming


class OfAnOrganisation(BaseFilter):  # type: ignore[misc]
    name = "of an organisation"
    arg_name = "oao"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(FoyerUser.organisation_id.is_not(None))


class MemberView(ByActions, WithPersonalData, Welcoming, MaySignIn, RecordPage, FoyerModelView):
    """Created without a password: the welcome mail, or staff under Users, lets them in."""

    datamodel = ScopedInterface(FoyerUser)
    class_permission_name = "User"
    route_base = "/members"
    method_permission_name = MaySignIn.method_permission_name | Welcoming.VERBS | WithPersonalData.VERBS
    singular = _("member")
    list_title = _("Members")
    base_filters = [["organisation", OfAnOrganisation, ""]]
    list_columns = ["last_name", "first_name", "email", "organisation", "active"]
    search_columns = ["last_name", "first_name", "email", "organisation", "location", "active"]
    export_columns = ("last_name", "first_name", "email", "phone", "organisation", "location", "active")
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
    related_views = [LicenseView, AccessView]
    create_with, change_with = create_user, change_user

    def panels(self, row: FoyerUser) -> list[dict[str, str]]:
        """How far the things are that come with a license."""
        if not current_actor().may(Permission.ACCESS_READ):
            return []
        return [{"title": gettext("What comes with them"), "href": url_for("PersonStepsView.show", pk=row.id)}]

    def facts(self, row: FoyerUser) -> list[Any]:
        return [row.email, row.phone, str(row.organisation), *super().facts(row)]
