"""Members: the people of organisations. Staff are under Users."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms.validators import DataRequired

from app.access.permissions import Permission
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.core.clock import today
from app.models import FoyerUser
from app.queries.standing import standing_of
from app.web.actor import current_actor
from app.web.avatars import as_avatar
from app.web.model_view import FoyerModelView, ScopedInterface
from app.web.present_password import password_said
from views.access.doors import DoorEntryView, DoorTagView
from views.access.record import AccessView
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage
from views.licenses.record import LicenseView, licenses_in_force
from views.people.last_visits import visits_stat
from views.people.may_sign_in import MaySignIn, has_other_address, stays_longer
from views.people.personal_data import WithPersonalData
from views.people.see_as import WithSeeAs
from views.people.team_role import WithTeamRole, team_role_said
from views.people.welcoming import Welcoming
from views.people.with_pin import WithPin
from views.shop.from_member import PAGES as SELL_PAGES
from views.shop.from_member import SellsToMember
from views.tickets.at_home import unsolved
from views.wallets.panel import PAGES, WithWallets


def named(value: str, row: FoyerUser) -> Any:
    """With the face beside it."""
    return Markup('<span class="d-inline-flex align-items-center gap-2">{} {}</span>').format(as_avatar(row, "xs"), value)


class OfAnOrganisation(BaseFilter):  # type: ignore[misc]
    name = "of an organisation"
    arg_name = "oao"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(FoyerUser.organisation_id.is_not(None))


class MemberView(
    ByActions,
    WithSeeAs,
    WithPin,
    SellsToMember,
    WithWallets,
    WithTeamRole,
    WithPersonalData,
    Welcoming,
    MaySignIn,
    VerbPage,
    RecordPage,
    FoyerModelView,
):
    """Created without a password: the welcome mail, or staff under Users, lets them in."""

    datamodel = ScopedInterface(FoyerUser)
    class_permission_name = "User"
    route_base = "/members"
    imports = "users"
    method_permission_name = (
        MaySignIn.method_permission_name
        | Welcoming.VERBS
        | WithPersonalData.VERBS
        | WithTeamRole.VERBS
        | WithPin.VERBS
        | WithSeeAs.VERBS
        | PAGES
        | SELL_PAGES
    )
    singular = _("member")
    list_title = _("Members")
    base_filters = [["organisation", OfAnOrganisation, ""]]
    list_columns = ["last_name", "first_name", "email", "organisation", "active"]
    search_columns = ["last_name", "first_name", "email", "organisation", "team_role", "location", "ends_on", "active"]
    export_columns = ("last_name", "first_name", "email", "phone", "organisation", "team_role", "location", "ends_on", "active")
    quick_search = "last_name"
    quick_columns = ("last_name", "first_name", "email")
    quick_label = _("name or mail")
    base_order = ("last_name", "asc")
    more_columns = ("last_login",)
    primary_action = "invite"
    inline_columns = ("last_name", "first_name", "phone")
    exportable = True
    label_columns = {
        "email": _("Mail"),
        "location": _("Home location"),
        "active": _("May sign in"),
        "team_role": _("Role in the team"),
        "name": _("Name"),
        "last_login": _("Last sign-in"),
        "ends_on": _("Last day"),
    }
    description_columns = {
        "email": _("Also the name to sign in with."),
        "location": _("Empty: that of the organisation."),
        "ends_on": _("Access ends with this day, whatever licenses say, and nobody signs in with the account any more. Empty: no end."),
    }
    validators_columns = {"organisation": [DataRequired(_("Choose one."))]}
    add_columns = edit_columns = ["organisation", "first_name", "last_name", "email", "phone", "location", "ends_on"]
    show_fieldsets = [
        (_("Person"), {"fields": ["name", "email", "phone"]}),
        (_("Membership"), {"fields": ["organisation", "team_role", "location", "ends_on"]}),
        (_("Signing in"), {"fields": ["active", "last_login"]}),
    ]
    formatters_columns = linked("organisation", "location") | {
        "name": lambda _value, row: str(row),
        "last_name": named,
        "team_role": team_role_said,
    }
    empty_text = _("The people of your organisations.")
    related_views = [LicenseView, AccessView, DoorTagView, DoorEntryView]
    create_with, change_with = create_user, change_user

    def change(self, row: FoyerUser, asked: Any) -> Any:
        said = self.given(asked)
        if ("email" in asked and has_other_address(row, said)) or stays_longer(row, said):
            password_said()
        return super().change(row, asked)

    def panels(self, row: FoyerUser) -> list[dict[str, str]]:
        """How far the things are that come with a license."""
        by, found = current_actor(), self.wallet_panels(row)
        if by.may(Permission.ACCESS_READ):
            found.insert(0, {"title": gettext("What comes with them"), "href": url_for("PersonStepsView.show", pk=row.id)})
        if by.may(Permission.WIFI_READ):
            found.append({"title": gettext("On the WiFi"), "href": url_for("WifiView.person", pk=row.id)})
        return found + self.sign_in_panels(row)

    def facts(self, row: FoyerUser) -> list[Any]:
        place = row.location or row.organisation.location  # everybody here has an organisation
        return [row.organisation, place, row.email, row.phone, *super().facts(row)]

    def face_of(self, row: FoyerUser) -> Any:
        return as_avatar(row, "lg")

    def status_of(self, row: FoyerUser) -> str:
        return standing_of(self.datamodel.session, row).value

    def stats(self, row: FoyerUser) -> list[Stat]:
        """Numbers that lead to the lists behind them, for who may open these."""
        session, place, here = self.datamodel.session, row.location or row.organisation.location, of_relation("user", row.id)
        made = behind(
            session,
            licenses_in_force(today(place.zone), user=row.id),
            Behind(_("Accounts"), "AccessView", here),
            Behind(_("Access to look at"), "DriftView", here, warns=True),
            Behind(_("Bookings"), "BookingView", here),
            Behind(_("Purchases"), "PurchaseView", here),
            unsolved(user=row.id),
        )
        return made + visits_stat(session, place.zone, user_id=row.id)
