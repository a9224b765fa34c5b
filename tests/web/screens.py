"""Screens that exist for the tests of the fence: plain ones, over real tables."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Invoice, License, Location, Membership, Organisation, Space
from app.web.actor import current_actor
from app.web.api import READ_ROUTES, WRITE_ROUTES, FoyerApi
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.routes import ACTIONS, READ
from app.work import transaction
from views.people.sign_ins import SignInsView
from views.people.users import RoleView, UserView
from views.portal.kept import MyKeptView
from views.story.page import StoryView
from views.tasks.about import RecordTasksView


def void_invoice(invoice_id: int, *, by: Actor) -> None:
    """Stands for any verb with a rule of its own."""
    with transaction(by=by) as work:
        invoice = work.lock(Invoice, invoice_id)
        require(by, Permission.INVOICE_VOID, invoice)
        if invoice.paid_cents:
            raise Refused("It is paid.")
        invoice.void_reason = "a test"


class InvoiceView(FoyerModelView):
    datamodel = ScopedInterface(Invoice)
    include_route_methods = READ | ACTIONS
    list_columns = ["number", "organisation", "month", "total_cents", "status"]
    show_columns = ["number", "organisation", "location", "month", "issued_on", "net_cents", "total_cents", "status", "created_at"]
    search_columns = ["number", "organisation", "month", "status", "issued_on", "total_cents"]
    more_columns = ("due_on", "net_cents")
    base_order = ("number", "asc")
    exportable = True

    @action("void", _("Void"), _("Void the chosen invoices?"), icon="ban")
    def void(self, invoices: Any) -> Any:
        return self.each(invoices, void_invoice, done=_("%(count)d voided."))


class LicenseView(FoyerModelView):
    datamodel = ScopedInterface(License)
    list_columns = ["code", "organisation", "membership", "space", "starts_on", "ends_on", "custom_price_cents"]
    show_columns = ["code", "organisation", "membership", "space", "starts_on", "ends_on", "net_price"]
    add_columns = edit_columns = [
        "code",
        "location",
        "organisation",
        "membership",
        "space",
        "starts_on",
        "ends_on",
        "custom_price_cents",
        "net_price",
    ]
    search_columns = ["code", "organisation", "starts_on", "net_price"]


class OrganisationView(FoyerModelView):
    datamodel = ScopedInterface(Organisation)
    list_columns = ["name", "location", "status", "invoice_email", "created_at"]
    show_fieldsets = [
        (_("Who"), {"fields": ["name", "code", "status"]}),
        (_("Billing"), {"fields": ["location", "currency", "invoice_email", "address", "auto_pay"]}),
    ]
    add_columns = edit_columns = [
        "name",
        "code",
        "location",
        "currency",
        "status",
        "invoice_email",
        "address",
        "auto_pay",
        "payment_days",
        "escalation_date",
    ]
    search_columns = ["name", "code", "location", "status", "auto_pay", "escalation_date", "payment_days"]
    related_views = [LicenseView, InvoiceView]
    base_order = ("name", "asc")
    exportable = True
    empty_text = _("An organisation is the company that is invoiced.")


class SpaceView(FoyerModelView):
    datamodel = ScopedInterface(Space)
    list_columns = ["name", "location", "kind", "capacity"]
    add_columns = edit_columns = ["code", "name", "location", "kind", "capacity"]
    search_columns = ["name", "location", "kind"]

    def create(self, form: Any) -> Any:
        if form.name.data == "Attic":
            with transaction(by=current_actor()) as work:
                work.add(Space(code="HALF", name="Half written", location_id=form.location.data.id))
                raise Refused("Nobody may sit in the attic.", field="name")
        return super().create(form)


class MembershipView(FoyerModelView):
    datamodel = ScopedInterface(Membership)
    list_columns = ["name", "location", "is_active"]
    add_columns = edit_columns = ["code", "name", "location", "included_primary", "room_discount_percent", "quota_cents", "is_active"]
    search_columns = ["name", "location", "is_active"]


class LocationView(FoyerModelView):
    datamodel = ScopedInterface(Location)
    include_route_methods = READ
    list_columns = ["name", "code", "currency", "zone"]
    show_columns = ["name", "code", "currency", "zone", "peak_start"]
    search_columns = ["name"]


class OrganisationApi(FoyerApi):
    resource_name = "organisations"
    datamodel = ScopedInterface(Organisation)
    include_route_methods = READ_ROUTES | WRITE_ROUTES


class InvoiceApi(FoyerApi):
    resource_name = "invoices"
    datamodel = ScopedInterface(Invoice)


class UserApi(FoyerApi):
    resource_name = "users"
    datamodel = UserView.datamodel
    class_permission_name = "User"


def register(appbuilder: Any) -> None:
    for view, label, icon, group in (
        (OrganisationView, "Organisations", "building", "People"),
        (LicenseView, "Licenses", "id", "People"),
        (SpaceView, "Spaces", "armchair", "Spaces"),
        (InvoiceView, "Invoices", "file-invoice", "Billing"),
        (MembershipView, "Memberships", "ticket", "Set-up"),
        (LocationView, "Locations", "map-pin", "Set-up"),
        (UserView, "Users", "users", "Set-up"),
        (RoleView, "Roles", "shield-lock", "Set-up"),
    ):
        appbuilder.add_view(view, label, icon=icon, category=group)
    for view in (StoryView, RecordTasksView, MyKeptView, SignInsView):
        appbuilder.add_view_no_menu(view)
    for api in (OrganisationApi, InvoiceApi, UserApi):
        appbuilder.add_api(api)
