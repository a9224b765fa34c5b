"""Locations: buildings with their zone, money, tax identity and mail habits."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import SelectField

from app.access.permissions import Permission
from app.actions.locations.change import change_location
from app.actions.locations.create import create_location
from app.actions.locations.remove import remove_location
from app.core.clock import today
from app.models import Location
from app.queries.wifi.online import online
from app.translation import choices
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface
from app.web.present_password import password_said
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.record import RecordPage, Stat
from views.licenses.record import licenses_in_force
from views.locations.bank import has_other_bank
from views.locations.words import FORM, LABELS, MEANS
from views.tickets.at_home import unsolved


class LocationView(ByActions, RecordPage, FoyerModelView):
    datamodel = ScopedInterface(Location)
    route_base = "/locations"
    list_title = _("Locations")
    list_columns = ["name", "code", "zone", "currency", "vat_number", "mail_mode"]
    search_columns = ["name", "code", "country", "currency", "mail_mode"]
    base_order = ("name", "asc")
    label_columns = LABELS
    description_columns = MEANS
    add_form_extra_fields = edit_form_extra_fields = {
        "language": SelectField(_("Language"), choices=lambda: list(choices().items()), description=MEANS["language"])
    }
    formatters_columns = {"language": lambda code, row=None: choices().get(code, code)}
    show_fieldsets = add_fieldsets = edit_fieldsets = FORM
    empty_text = _("Open the first one to get started.")
    create_with, change_with, remove_with = create_location, change_location, remove_location

    def create(self, asked: Any) -> Any:
        if asked.bank_details.data:
            password_said()
        return super().create(asked)

    def change(self, row: Location, asked: Any) -> Any:
        if has_other_bank(row, asked):
            password_said()
        return super().change(row, asked)

    def stats(self, row: Location) -> list[Stat]:
        here, day = of_relation("location", row.id), today(row.zone)
        return behind(
            self.datamodel.session,
            licenses_in_force(day, location=row.id),
            Behind(_("Organisations"), "OrganisationView", here),
            Behind(_("Spaces"), "SpaceView", here),
            Behind(_("Rooms"), "RoomView", here),
            Behind(_("Memberships"), "MembershipView", here),
            Behind(
                _("Overdue invoices"), "InvoiceView", here | {"_flt_4_due_on": day.isoformat(), "_oc_InvoiceView": "due_on"}, warns=True
            ),
            unsolved(location=row.id),
        )

    def facts(self, row: Location) -> list[Any]:
        by, found = current_actor(), [row.code, row.zone, row.currency]
        if by.may(Permission.WIFI_READ):
            here = {each.access.user_id for each in online(self.datamodel.session, by=by, location_id=row.id)}
            found.append(ngettext("%(num)d of its people on the WiFi now", "%(num)d of its people on the WiFi now", len(here)))
        return [
            *found,
            Markup('<a href="{}">{}</a>').format(
                url_for("LocationSettingsView.page", location_id=row.id), gettext("All its settings, and whose word each is")
            ),
        ]
