"""What prices a booking of a room, as it stands now or as it was kept on the booking (B6, B8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.core.clock import local
from app.models import Booking, License, Location, Room
from app.queries.public_holidays import holiday_test
from app.rules.booking_price import FULL_DAY, Quote, RoomPrice, quote
from app.rules.peak_hours import MINUTE, PeakHours

DAY = dt.timedelta(days=1)
FREE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """`why` names the membership whose discount counts; `is_holder`: the private room is theirs, and free."""

    price: RoomPrice
    member_percent: Decimal = Decimal(0)
    why: str = ""
    is_holder: bool = False

    def quote(self, start: dt.datetime, end: dt.datetime) -> Quote:
        return quote(self.price, start, end, self.member_percent)


def terms_of(
    room: Room, location: Location, peak_days: frozenset[int], start: dt.datetime, end: dt.datetime, licenses: Sequence[License]
) -> Terms:
    """As they stand now. `licenses` are those of the person that hold at the start, their memberships loaded."""
    price = RoomPrice(
        peak_rate=room.peak_rate_cents,
        off_peak_rate=room.off_peak_rate_cents,
        hours=PeakHours(ZoneInfo(location.zone), location.peak_start, location.peak_end, peak_days, _holidays(location, start, end)),
        half_day_percent=location.half_day_percent,
        full_day_percent=location.full_day_percent,
        capped=location.price_cap,
    )
    if room.is_private and any(each.space_id == room.space_id for each in licenses):
        return Terms(price, FREE, is_holder=True)
    memberships = [each.membership for each in licenses if each.location_id == room.location_id]
    best = max(memberships, key=lambda each: (each.room_discount_percent, -each.id), default=None)
    if best is None or not best.room_discount_percent:
        return Terms(price)
    return Terms(price, best.room_discount_percent, best.name)


def _holidays(location: Location, start: dt.datetime, end: dt.datetime) -> frozenset[dt.date]:
    """Those that the booking can touch, also where the price of a full day is looked at instead (B5)."""
    is_holiday = holiday_test(location.country)
    first = local(start, location.zone).date()
    last = local(max(end, start + FULL_DAY * MINUTE), location.zone).date()
    return frozenset(day for day in (first + DAY * step for step in range((last - first).days + 1)) if is_holiday(day))


def kept(terms: Terms) -> dict[str, Any]:
    """For Booking.price."""
    price, hours = terms.price, terms.price.hours
    return {
        "peak_rate": price.peak_rate,
        "off_peak_rate": price.off_peak_rate,
        "half_day_percent": str(price.half_day_percent),
        "full_day_percent": str(price.full_day_percent),
        "capped": price.capped,
        "zone": str(hours.zone),
        "peak_start": hours.start.isoformat("minutes"),
        "peak_end": hours.end.isoformat("minutes"),
        "peak_days": sorted(hours.days),
        "holidays": sorted(day.isoformat() for day in hours.never),
        "member_percent": str(terms.member_percent),
        "why": terms.why,
        "is_holder": terms.is_holder,
    }


def kept_terms(booking: Booking) -> Terms:
    """The inverse of `kept`. Raises KeyError for a booking of the house, which has no price."""
    told = booking.price
    hours = PeakHours(
        ZoneInfo(told["zone"]),
        dt.time.fromisoformat(told["peak_start"]),
        dt.time.fromisoformat(told["peak_end"]),
        frozenset(told["peak_days"]),
        frozenset(dt.date.fromisoformat(day) for day in told["holidays"]),
    )
    half, full = Decimal(told["half_day_percent"]), Decimal(told["full_day_percent"])
    price = RoomPrice(told["peak_rate"], told["off_peak_rate"], hours, half, full, told["capped"])
    return Terms(price, Decimal(told["member_percent"]), told["why"], told["is_holder"])
