"""Memberships, and what they cost from when."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import selectinload
from wtforms import DateField
from wtforms.validators import InputRequired, Optional

from app.actions.memberships.add_price import add_price
from app.actions.memberships.change import change_membership
from app.actions.memberships.change_price import change_price
from app.actions.memberships.create import create_membership
from app.actions.memberships.remove import remove_membership
from app.actions.memberships.remove_price import remove_price
from app.core.clock import today
from app.models import Membership, MembershipPrice
from app.web.fields import MoneyField
from app.web.model_view import FoyerModelView
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.words import CODE_HINT, MONEY_HINT, XERO
from views.licenses.record import licenses_in_force

NEEDED = InputRequired(_("This is needed."))
PRICES = {"primary_cents": _("Primary, a month"), "extra_cents": _("Extra, a month"), "valid_from": _("From")}
SINCE = _("Empty: always.")


def first_price() -> dict[str, Any]:
    """A new membership says its first price on the same form."""
    money = {"validators": [NEEDED], "description": MONEY_HINT, "render_kw": {"inputmode": "decimal"}}
    return {
        "primary_cents": MoneyField(PRICES["primary_cents"], **money),
        "extra_cents": MoneyField(PRICES["extra_cents"], **money),
        "valid_from": DateField(PRICES["valid_from"], validators=[Optional()], description=SINCE),
    }


class MembershipPriceView(ByActions, FoyerModelView):
    """Prices are superseded by later versions; one that was billed stays (P1)."""

    datamodel = filled(MembershipPrice, along=(selectinload(MembershipPrice.membership).joinedload(Membership.location),))
    class_permission_name = "Membership"
    route_base = "/membership-prices"
    singular = _("price")
    list_title = _("Prices")
    add_label = _("New price")
    list_columns = ["membership", "valid_from", "primary_cents", "extra_cents", "included_primary", "retroactive"]
    search_columns = ["membership", "valid_from", "retroactive"]
    base_order = ("valid_from", "desc")
    label_columns = {**PRICES, "included_primary": _("Primary places"), "retroactive": _("Reaches back")}
    description_columns = {
        "valid_from": SINCE,
        "primary_cents": MONEY_HINT,
        "extra_cents": MONEY_HINT,
        "included_primary": _("From that day on so many licenses of an organisation pay the primary price. Empty: as many as before."),
        "retroactive": _("Months that were invoiced already are corrected by the next run."),
    }
    edit_columns = ["valid_from", "primary_cents", "extra_cents", "included_primary", "retroactive"]
    add_columns = ["membership", *edit_columns]
    show_columns = add_columns
    empty_text = _("A price holds from its day until the next one.")
    create_with, change_with, remove_with = add_price, change_price, remove_price


class MembershipView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Membership, "code")
    route_base = "/memberships"
    imports = "memberships"
    list_title = _("Memberships")
    list_columns = ["name", "code", "location", "included_primary", "xero_item_code", "is_active"]
    search_columns = ["name", "code", "location", "is_active"]
    base_order = ("name", "asc")
    exportable = True
    label_columns = {
        "included_primary": _("Primary places"),
        "is_active": _("Sold"),
        "xero_item_code": XERO,
        "quota_cents": _("Quota"),
        "quota_unit": _("Quota of"),
        "quota_frequency": _("Quota every"),
        "quota_is_shared": _("Quota is the organisation's"),
        "quota_here_only": _("Quota for this location only"),
        "quota_room_kind": _("Quota for rooms of a kind"),
        "quota_from_start": _("Quota counts from the license's first day"),
        "room_discount_percent": _("Discount on rooms %"),
        "wifi_group": _("WiFi group"),
        "door_groups": _("Door groups"),
        "deposit_months": _("Deposit in months"),
        "deposit_cents": _("Deposit as an amount"),
        "notice_months": _("Notice in months"),
        "notice_days": _("Notice in days"),
        "days_a_month": _("Days a month"),
        "extra_day_cents": _("An extra day"),
    }
    description_columns = {
        "code": CODE_HINT,
        "included_primary": _(
            "How many licenses of an organisation pay the primary price. Empty: one; 0: none. Once it was billed, a price from a later day says another number."
        ),
        "quota_cents": _("Each license brings it every period, from midnight on; what is left of the last one ends."),
        "quota_is_shared": _("Otherwise it is the person's who has the license."),
        "quota_here_only": _("Otherwise it pays in the whole network."),
        "quota_room_kind": _("Empty: every kind."),
        "quota_from_start": _("Otherwise from Monday, the 1st of the month or 1 January."),
        "door_groups": _("Several are separated by ;"),
        "deposit_months": _("Newcomers are asked for so many months of the license's price, such as 2 or 1.5."),
        "deposit_cents": _("Written like 5900.00, instead of months. Both empty: no deposit."),
        "notice_months": _("Whole calendar months: one month, given on any day of November, ends a license on 31 December."),
        "days_a_month": _("On how many days of a month its people may be there. Empty: on every day."),
        "extra_day_cents": _(
            "A day beyond them is taken from a day pass, and without one is charged at this, exclusive of VAT. Empty: not charged; the desk is told."
        ),
        "notice_days": _("Counted from the day it is given, instead of months. Both empty: a license may end on any day."),
    }
    edit_columns = [
        "name", "code", "included_primary", "xero_item_code", "is_active", "quota_cents", "quota_unit", "quota_frequency",
        "quota_from_start", "quota_is_shared", "quota_here_only", "quota_room_kind", "room_discount_percent", "wifi_group", "door_groups", "deposit_months", "deposit_cents",
        "notice_months", "notice_days", "days_a_month", "extra_day_cents",
    ]  # fmt: skip
    add_columns = ["location", "name", "code", "primary_cents", "extra_cents", "valid_from", *edit_columns[2:]]
    add_form_extra_fields = first_price()
    show_fieldsets = [
        (_("Membership"), {"fields": ["name", "code", "location", "included_primary", "xero_item_code", "is_active"]}),
        (
            _("What comes with it"),
            {
                "fields": [
                    "quota_cents",
                    "quota_unit",
                    "quota_frequency",
                    "quota_from_start",
                    "quota_is_shared",
                    "quota_here_only",
                    "quota_room_kind",
                    "room_discount_percent",
                    "wifi_group",
                    "door_groups",
                    "days_a_month",
                    "extra_day_cents",
                    "deposit_months",
                    "deposit_cents",
                ]
            },
        ),
        (_("When somebody leaves"), {"fields": ["notice_months", "notice_days"]}),
    ]
    empty_text = _("A membership is what a license is billed by.")
    related_views = [MembershipPriceView]
    create_with, change_with, remove_with = create_membership, change_membership, remove_membership

    def stats(self, row: Membership) -> list[Stat]:
        return behind(
            self.datamodel.session,
            licenses_in_force(today(row.location.zone), membership=row.id),
            Behind(_("Discounts"), "DiscountView", of_relation("membership", row.id)),
        )
