"""memberships.csv: a membership with its first price version."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money, number, percent, whole
from app.actions.packages.cells import choice, date, listed, text, yes_no
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets.prices import settle_price
from app.models import Membership
from app.models.membership import QuotaFrequency
from app.models.room import RoomKind
from app.rules.notice import MOST_DAYS, MOST_MONTHS
from app.rules.units import Unit

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    row = line.row
    quota = [row["quota_unit"], row["quota_cents"], row["quota_frequency"]]
    if any(part is not None for part in quota) and any(part is None for part in quota):
        book.refuse(line, "quota_amount", _("quota_unit, quota_amount and quota_frequency belong together."))
    if row["quota_unit"] is Unit.PRINTING:
        book.warn(line, "quota_unit", _("Pages at the printers are granted by PaperCut: Foyer grants nothing for this quota."))
    if row["deposit_months"] is not None and row["deposit_cents"] is not None:
        book.refuse(line, "deposit_amount", _("A deposit is given in months or as an amount, not both."))
    if row["notice_months"] is not None and row["notice_days"] is not None:
        book.refuse(line, "notice_days", _("A notice is given in months or in days, not both."))
    billed = book.billed_until.get(row.id or 0)
    if billed is not None and "included_primary" in row.changes():
        book.refuse(
            line,
            "included_primary",
            _("By this number was billed until %(day)s, and it stays: say the new one in membership_prices, from a later day.", day=billed),
        )
    primary, extra = line.given("primary_price"), line.given("extra_price")
    if primary is None and extra is None:
        return
    if primary is None or extra is None:
        book.refuse(line, "extra_price" if extra is None else "primary_price", _("A price has both: primary_price and extra_price."))
        return
    price = settle_price(line, book, row, line.given("valid_from"), primary=primary, extra=extra)
    if price is not None:
        line.extras.append(price)


MEMBERSHIPS = Sheet(
    name="memberships",
    model=Membership,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("name", text(200), "name"),
        Column("primary_price", money(), needed=True),
        Column("extra_price", money(), needed=True),
        Column("included_primary", whole(0, 100_000), "included_primary"),
        Column("valid_from", date),
        Column("xero_item_code", text(30), "xero_item_code"),
        Column("quota_unit", choice(Unit), "quota_unit"),
        Column("quota_amount", money(), "quota_cents"),
        Column("quota_frequency", choice(QuotaFrequency), "quota_frequency"),
        Column("quota_shared", yes_no, "quota_is_shared"),
        Column("quota_here_only", yes_no, "quota_here_only"),
        Column("quota_room_kind", choice(RoomKind), "quota_room_kind"),
        Column("quota_from_start", yes_no, "quota_from_start"),
        Column("room_discount_percent", percent(), "room_discount_percent"),
        Column("wifi_group", text(100), "wifi_group"),
        Column("door_groups", listed(500), "door_groups"),
        Column("deposit_months", number(digits=5, scale=2, least=Decimal(0), most=Decimal(120)), "deposit_months"),
        Column("deposit_amount", money(), "deposit_cents"),
        Column("notice_months", whole(0, MOST_MONTHS), "notice_months"),
        Column("notice_days", whole(0, MOST_DAYS), "notice_days"),
        Column("days_a_month", whole(0, 31), "days_a_month"),
        Column("extra_day_price", money(), "extra_day_cents"),
    ),
)
