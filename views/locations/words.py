"""What can be said about a location: in which group, how it is called, and what follows from it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.access.visit_links import QR_MINUTES
from app.actions.check_ins.from_doors import IS_ARRIVAL as DOOR_ARRIVAL
from app.actions.check_ins.from_wifi import IS_ARRIVAL as WIFI_ARRIVAL
from app.actions.check_ins.from_wifi import LEAVE_BY
from app.actions.documents.unlock import SETTING as UNLOCK
from app.actions.fulfilments.unpaid import SETTING as FULFIL
from app.actions.guests.tell import TELL_HOUSE
from app.actions.invitations.write_to import TELL_MANAGER
from app.actions.opportunities.open_by_itself import SETTING as OPEN_BY_ITSELF
from app.actions.tickets.close import CLOSE_AFTER
from app.queries.billing_terms import FREE_COUNTS
from app.queries.credit import SETTING as USE_CREDIT
from app.queries.escalations import policy as escalations
from app.queries.papers.terms import GIVE, REMIND, VALID
from app.queries.presence.kiosk_settings import BADGE, PHOTO
from app.queries.room_screen import AT_THE_DOOR
from app.queries.wallets.ending import WARN_DAYS, WARN_QUOTAS
from app.rules.card_retries import RETRY_SETTING

FORM = [
    (_("Place"), {"fields": ["name", "code", "zone", "country", "language", "currency", "is_headquarters", "opening_hours"]}),
    (
        _("On invoices"),
        {"fields": ["legal_name", "registration_number", "address", "vat_registered", "vat_number", "bank_details", "invoice_prefix"]},
    ),
    (_("Billing"), {"fields": ["payment_days", "due_on_working_day", "proration", "second_approver_above_cents"]}),
    (_("New members"), {"fields": ["takes_sign_ups", "referral_cents", "referral_days"], "expanded": False}),
    (_("Mail"), {"fields": ["manager_email", "staff_emails", "sender_email", "mail_mode", "redirect_email"], "expanded": False}),
    (_("Welcome"), {"fields": ["wifi_network", "welcome_text"], "expanded": False}),
    (_("Presence"), {"fields": ["guest_wifi_group", "access_points"], "expanded": False}),
    (
        _("Xero"),
        {
            "fields": [
                "xero_connection",
                "xero_tracking",
                "xero_account_code",
                "xero_deposit_account_code",
                "xero_card_account_code",
                "xero_eft_account_code",
                "xero_wallet_account_code",
            ],
            "expanded": False,
        },
    ),
    (_("Bookings"), {"fields": ["peak_start", "peak_end", "half_day_percent", "full_day_percent", "price_cap"], "expanded": False}),
]
LABELS = {
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
MEANS = {
    "name": _("What people call it. Mails are signed with it."),
    "code": _("Short, such as KLF. It stands in codes of memberships and rooms, and in addresses."),
    "language": _("In which its members are spoken to and mailed, unless they chose another. Tax documents stay in English."),
    "is_headquarters": _("Products of the whole network are sold at its prices, and the house keeps its clock. There is one."),
    "opening_hours": _("Such as mon-fri 07:00-20:00; sat 08:00-14:00; holidays closed. Nobody books outside them. Empty: always open."),
    "legal_name": _("In whose name invoices are; empty: the name of the location."),
    "registration_number": _("Of the company register. It stands on documents; empty: it does not."),
    "address": _("On invoices and in mails; a tax invoice needs it."),
    "vat_number": _("On invoices; a tax invoice needs it."),
    "bank_details": _("On invoices and in reminders, so that people can pay by transfer."),
    "payment_days": _("From the date of an invoice; an organisation can have its own."),
    "due_on_working_day": _("Whether a due day that falls on a weekend or a holiday moves to the next working day."),
    "proration": _("What somebody pays who begins or leaves within a month: days of that month, of 30, or the whole month."),
    "manager_email": _("Whoever looks after it: answers of members go there, and what needs a look."),
    "sender_email": _("Where its mails come from; empty: the sender that the process was started with."),
    "redirect_email": _("Where its documents and invitations go instead of to their readers."),
    "xero_connection": _("In whose books its invoices and payments are kept; empty: in none."),
    "xero_tracking": _("The option by which Xero tells its lines apart."),
    "xero_account_code": _("The account of what is sold, where an item has none of its own."),
    "peak_start": _("From when rooms cost their peak rate on working days."),
    "peak_end": _("Until when rooms cost their peak rate."),
    "half_day_percent": _("Taken off the price of a room that is booked for half a day."),
    "full_day_percent": _("Taken off the price of a room that is booked for a whole day."),
    "price_cap": _("Whether a longer booking never costs more than a whole day."),
    "zone": _("Such as Africa/Johannesburg. Days and months are counted there."),
    "country": _("Two letters, such as ZA; decides the VAT rate."),
    "currency": _("Three letters, such as ZAR."),
    "invoice_prefix": _("Numbers read PREFIX-00001; locations that share one share the series."),
    "second_approver_above_cents": _("Runs above this amount need a second person; empty: never."),
    "mail_mode": _(
        "Normal; silent sends no documents and no invitations; redirect sends them to one address. What somebody needs to get into an account in use always goes to that person."
    ),
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
    "xero_wallet_account_code": _(
        "What members bought credits for and have not used: a liability that takes payments. What credits paid waits until it is filled in."
    ),
    "vat_registered": _("When not: no VAT, and documents are called Invoice."),
}
# What holds where a location says nothing.
OTHERWISE = {
    "legal_name": _("The name of the location"),
    "sender_email": _("The sender of the process"),
    "opening_hours": _("Always open"),
    "second_approver_above_cents": _("Never"),
    "guest_wifi_group": _("The default group"),
    "xero_connection": _("No books"),
    "redirect_email": _("To their readers"),
}
# Settings of the whole network that a location goes by, as views/operations/settings.py shows them.
NETWORK = [
    (
        _("Bookings"),
        (
            "booking.grid_minutes",
            "booking.advance_days",
            "booking.lead_minutes",
            "booking.hold_minutes",
            "booking.no_show_minutes",
            "booking.peak_days",
            "cancel.policy",
            "wallet.reserve_hours",
            "wallet.convert_at_start",
            WARN_DAYS,
            WARN_QUOTAS,
            AT_THE_DOOR,
            TELL_MANAGER,
        ),
    ),
    (
        _("Invoices and money"),
        (
            "vat.rate_date",
            "pricing.discount_mode",
            FREE_COUNTS,
            UNLOCK,
            FULFIL,
            USE_CREDIT,
            RETRY_SETTING,
            escalations.PERCENT,
            escalations.STEP,
            escalations.NEXT_MONTH,
            escalations.MONTH,
            escalations.LEAD,
            escalations.LETTER,
        ),
    ),
    (_("Proposals and leads"), (VALID, REMIND, GIVE, OPEN_BY_ITSELF)),
    (_("The door"), (WIFI_ARRIVAL, DOOR_ARRIVAL, LEAVE_BY, TELL_HOUSE, PHOTO, BADGE, QR_MINUTES)),
    (_("Help"), (CLOSE_AFTER,)),
]
# Rows that are of one location or of all: what they are called, their list, and what follows from having some.
OWN = {
    "templates": (
        _("Templates"),
        "TemplateView.list",
        _("Words of proposals, contracts and mails to leads. Where it has one of its own, that one is offered."),
    ),
    "memberships": (
        _("Memberships"),
        "MembershipView.list",
        _("What is sold by the month, with its deposit, its notice and its credits. Each is of one location."),
    ),
    "products": (_("Shop products"), "ProductView.list", _("Those of the network are sold everywhere, those of its own only here.")),
    "rooms": (_("Rooms with hours of their own"), "RoomView.list", _("All other rooms are open when the location is.")),
    "closures": (_("Closures to come"), "ClosureView.list", _("Days on which the location or a room is closed, beside public holidays.")),
    "lead_forms": (_("Lead forms"), "LeadFormView.list", _("Forms for websites: what they bring is of this location, or of no one place.")),
    "tracks": (_("Tracks"), "TrackView.list", _("The tasks that an opportunity here begins with.")),
    "saved_answers": (_("Saved answers"), "SavedAnswerView.list", _("Ready answers to tickets.")),
    "announcements": (_("Announcements"), "AnnouncementView.list", _("What its members find on their start page.")),
}
