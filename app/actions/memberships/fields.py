"""What may be said about a membership."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from app.models.membership import QuotaFrequency
from app.models.room import RoomKind
from app.rules.units import Unit


class MembershipChanges(TypedDict, total=False):
    code: str
    name: str
    included_primary: int | None
    xero_item_code: str
    quota_unit: Unit | None
    quota_cents: int | None
    quota_frequency: QuotaFrequency | None
    quota_is_shared: bool
    quota_here_only: bool
    quota_room_kind: RoomKind | None
    quota_from_start: bool
    room_discount_percent: Decimal
    wifi_group: str
    door_groups: str
    deposit_months: Decimal | None
    deposit_cents: int | None
    notice_months: int | None
    notice_days: int | None
    days_a_month: int | None
    extra_day_cents: int | None
    is_active: bool


class MembershipFields(MembershipChanges, total=False):
    location_id: int
