"""Locations: buildings with their zone, money, tax identity and mail habits."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
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
from views.behind import Behind, behind, of_relation
from views.by_actions import ByActions
from views.licenses import licenses_in_force
from views.record import RecordPage, Stat
from views.tickets.at_home import unsolved

FORM = [
    (_("Place"), {"fields": ["name", "code", "zone", "country", "language", "currency", "is_headquarters", "opening_hours"]}),
    (_("On invoices"), {"fields": ["legal_name", "registration_number", "address", "vat_registered", "vat_number", "bank_details", "invoice_prefix"]}),
    (_("Billing"), {"fields": ["payment_days", "due_on_working_day", "proration", "second_approver_above_cents"]}),
    (_("New members"), {"fields": ["takes_sign_ups", "referral_cents", "referral_days"], "expanded": False}),
    (_("Mail"), {"fields": ["manager_email", "staff_emails", "sender_email", "mail_mode", "redirect_email"], "expanded": False}),
    (_("Welcome"), {"fields": ["wifi_network", "welcome_text"], "expanded": False}),
    (_("Presence"), {"fields": ["guest_wifi_group", "access_points"], "expanded": False}),
    (_("Xero"), {"fields": ["xero_connection", "xero_tracking", "xero_account_code", "xero_deposit_account_code", "xero_card_account_code", "xero_eft_account_code", "xero_wallet_account_code"], "expanded": False}),
    (_("Bookings"), {"fields": ["peak_start", "peak_end", "half_day_percent", "full_day_percent", "price_cap"], "expanded": False}),
]


class LocationView(ByActions, RecordPage, FoyerModelView):
    datamodel = ScopedInterface(Location)
    route_base = "/locations"
    list_title = _("Locations")
    list_columns = ["name", "code", "zone", "currency", "vat_number", "mail_mode"]
    search_columns = ["name", "code", "country", "currency", "mail_mode"]
    base_order = ("name", "asc")
    label_columns = {
        "zone": _("Time zone"),
        "is_headquarters": _("Headquarters"),
        "vat_registered": _("Registered for VAT"),
        "due_on_working_day": _("Due on a working day"),
        "proration": _("Parts of a month"),
        "second_approver_above_cents": _("Second approval above"),
        "mail_mode": _("Mail to members"),
        "redirect_email": _("Redirect to"),
        "wifi_network": _("WiFi network"),
        "welcome_text": _("Instructions for newcomers"),
        "guest_wifi_group": _("WiFi group of guests"),
        "access_points": _("Access points"),
        "xero_connection": _("Xero organisation"),
        "xero_tracking": _("Xero tracking option"),
        "xero_account_code": _("Xero account"),
        "xero_deposit_account_code": _("Xero account for deposits"),
        "xero_card_account_code": _("Xero account for card payments"),
        "xero_eft_account_code": _("Xero account for EFTs"),
        "xero_wallet_account_code": _("Xero account for credits"),
        "half_day_percent": _("Half-day discount %"),
        "full_day_percent": _("Full-day discount %"),
        "price_cap": _("Cap at a day's price"),
        "takes_sign_ups": _("Takes sign-ups"),
        "referral_cents": _("Reward for a referral"),
        "referral_days": _("Days to use the reward"),
        "peak_start": _("Peak from"),
        "peak_end": _("Peak until"),
    }
    description_columns = {
        "zone": _("Such as Africa/Johannesburg. Days and months are counted there."),
        "country": _("Two letters, such as ZA; decides the VAT rate."),
        "currency": _("Three letters, such as ZAR."),
        "invoice_prefix": _("Numbers read PREFIX-00001; locations that share one share the series."),
        "second_approver_above_cents": _("Runs above this amount need a second person; empty: never."),
        "mail_mode": _("Normal; silent sends no documents and no invitations; redirect sends them to one address. What somebody needs to get into an account in use always goes to that person."),
        "guest_wifi_group": _("A WiFi group, so that guests land in a network of their own. Empty: the default one."),
        "access_points": _("Network addresses of this location's access points, with commas between: their WiFi tells who is there."),
        "wifi_network": _("The name that people choose on their device."),
        "welcome_text": _("Stands in the welcome mail: how to get in, where to park, whom to ask."),
        "staff_emails": _("Several are separated by ;"),
        "referral_cents": _("Space credit for whoever sent somebody who became a member; 0 for none."),
        "referral_days": _("From the day on which the deal was won."),
        "takes_sign_ups": _("A public page /join/CODE, whose askings wait under Sign-ups."),
        "xero_deposit_account_code": _("A liability, such as 835; a run that asks for a deposit is not approved without it."),
        "xero_card_account_code": _("Such as a clearing account, 091. Card payments wait until it is filled in."),
        "xero_eft_account_code": _("The bank account, such as 090. EFTs wait until it is filled in."),
        "xero_wallet_account_code": _("What members bought credits for and have not used: a liability that takes payments. What credits paid waits until it is filled in."),
        "vat_registered": _("When not: no VAT, and documents are called Invoice."),
    }
    add_form_extra_fields = edit_form_extra_fields = {"language": SelectField(_("Language"), choices=lambda: list(choices().items()), description=_("In which its members are spoken to and mailed, unless they chose another. Tax documents stay in English."))}
    formatters_columns = {"language": lambda code, row=None: choices().get(code, code)}
    show_fieldsets = add_fieldsets = edit_fieldsets = FORM
    empty_text = _("Open the first one to get started.")
    create_with, change_with, remove_with = create_location, change_location, remove_location

    def stats(self, row: Location) -> list[Stat]:
        here, day = of_relation("location", row.id), today(row.zone)
        return behind(
            self.datamodel.session,
            licenses_in_force(day, location=row.id),
            Behind(_("Organisations"), "OrganisationView", here),
            Behind(_("Spaces"), "SpaceView", here),
            Behind(_("Rooms"), "RoomView", here),
            Behind(_("Memberships"), "MembershipView", here),
            Behind(_("Overdue invoices"), "InvoiceView", here | {"_flt_4_due_on": day.isoformat(), "_oc_InvoiceView": "due_on"}, warns=True),
            unsolved(location=row.id),
        )

    def facts(self, row: Location) -> list[Any]:
        by, found = current_actor(), [row.code, row.zone, row.currency]
        if by.may(Permission.WIFI_READ):
            here = {each.access.user_id for each in online(self.datamodel.session, by=by, location_id=row.id)}
            found.append(ngettext("%(num)d of its people on the WiFi now", "%(num)d of its people on the WiFi now", len(here)))
        return found
