"""What the locations of the demo network hold, and what they ask for it."""

from __future__ import annotations

import datetime as dt

from app.cli.demo_network.locations import LOCATIONS
from app.cli.demo_network.rows import Row, Tables
from app.cli.demo_network.shop import products
from app.core.month import Month

# code, name, kind; offices are numbered
AREAS = (("G", "Ground floor", "desk_area"), ("1", "First floor", "desk_area"), ("S", "Garden studio", "studio"))
OFFICES = {"KLF": 14, "RSB": 10, "AMS": 6}
ROOMS = {
    "KLF": (
        ("Table Bay", "meeting_room", 10, 420),
        ("Lion's Head", "meeting_room", 6, 300),
        ("Signal Hill", "event_room", 40, 950),
        ("Robben", "phone_booth", 1, 60),
    ),
    "RSB": (("Jacaranda", "meeting_room", 8, 380), ("Highveld", "meeting_room", 4, 260), ("Mine dump", "event_room", 30, 800)),
    "AMS": (("Amstel", "meeting_room", 8, 48), ("IJ", "meeting_room", 4, 32), ("Zolder", "event_room", 24, 90)),
}
# suffix, name, primary, extra, included primary, how many rand or euro
TIERS = (
    ("HOT", "Hot desk", (2950, 2450), (245, 205), "1"),
    ("DED", "Dedicated desk", (4500, 4100), (395, 360), "2"),
    ("OFF", "Private office", (18350, 18350), (1450, 1450), ""),
    ("VIR", "Virtual office", (990, 790), (95, 75), "1"),
)
QUOTAS = {"HOT": "500.00", "DED": "1000.00", "OFF": "4000.00"}


def tables(this_month: Month) -> Tables:
    """Locations, spaces, rooms, memberships with their price versions, products."""
    found: Tables = {"locations": LOCATIONS, "spaces": [], "rooms": [], "memberships": [], "membership_prices": [], "products": products()}
    for location in LOCATIONS:
        code = location["code"]
        found["spaces"] += _spaces(code)
        found["rooms"] += _rooms(code)
        for tier in TIERS:
            _membership(found, code, tier, this_month)
    return found


def _spaces(code: str) -> list[Row]:
    areas = [{"code": f"{code}-{mark}", "location": code, "name": name, "kind": kind} for mark, name, kind in AREAS]
    offices = [
        {"code": f"{code}-{200 + n}", "location": code, "name": f"Office {200 + n}", "kind": "private_office"}
        for n in range(1, OFFICES[code] + 1)
    ]
    return areas + offices


def _rooms(code: str) -> list[Row]:
    return [
        {
            "code": f"{code}-R{n}",
            "space": f"{code}-{'1' if n % 2 else 'G'}",
            "name": name,
            "kind": kind,
            "amenities": "screen; whiteboard; video" if kind == "meeting_room" else "",
            "capacity": str(seats),
            "peak_rate": f"{rate}.00",
            "off_peak_rate": f"{rate * 3 // 5}.00",
            "private": "no",
            "buffer_minutes": "0" if kind == "phone_booth" else "15",
            "min_minutes": "30",
            "max_minutes": "720",
        }
        for n, (name, kind, seats, rate) in enumerate(ROOMS[code], start=1)
    ]


def _membership(found: Tables, code: str, tier: tuple[str, str, tuple[int, int], tuple[int, int], str], this_month: Month) -> None:
    """Everybody's price rose in the middle of the past year; hot desks rise again this month."""
    suffix, name, rand, euro, included = tier
    primary, extra = euro if code == "AMS" else rand
    quota = QUOTAS.get(suffix, "") if code != "AMS" else ""
    found["memberships"].append(
        {
            "code": f"{code}-{suffix}",
            "location": code,
            "name": name,
            "primary_price": f"{primary}.00",
            "extra_price": f"{extra}.00",
            "included_primary": included,
            "valid_from": "2020-01-01",
            "xero_item_code": f"MEM-{suffix}",
            "quota_unit": "space" if quota else "",
            "quota_amount": quota,
            "quota_frequency": "monthly" if quota else "",
            "room_discount_percent": "15" if suffix == "OFF" else "",
            "wifi_group": f"{code.lower()}-members",
            "door_groups": f"{code} front door",
            "notice_months": "2" if suffix == "OFF" else "1",
        }
    )
    rises: list[tuple[dt.date, int]] = [(this_month.plus(-6).first, 104)]
    if suffix == "HOT":
        rises.append((this_month.first, 108))
    for day, percent in rises:
        found["membership_prices"].append(
            {
                "membership": f"{code}-{suffix}",
                "valid_from": day.isoformat(),
                "primary_price": f"{primary * percent // 100}.00",
                "extra_price": f"{extra * percent // 100}.00",
            }
        )
