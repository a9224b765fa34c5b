"""The three locations of the demo network, with what they hold and what they ask for it."""

from __future__ import annotations

import datetime as dt

from app.core.month import Month

Row = dict[str, str]
Tables = dict[str, list[Row]]

LOCATIONS: list[Row] = [
    {
        "code": "KLF",
        "name": "Kloof Street",
        "timezone": "Africa/Johannesburg",
        "currency": "ZAR",
        "country": "ZA",
        "headquarters": "yes",
        "invoice_prefix": "KLF",
        "xero_tracking": "Kloof Street",
        "manager_email": "kloof@foyer.example",
        "peak_start": "08:00",
        "peak_end": "17:00",
        "half_day_percent": "10",
        "full_day_percent": "20",
        "price_cap": "yes",
        "address": "62 Kloof Street\nGardens\nCape Town\n8001",
        "vat_number": "4120257793",
        "legal_name": "Foyer Spaces (Pty) Ltd",
        "bank_details": "First National Bank\nAccount 62 0112 3456 7\nBranch 250 655\nSWIFT FIRNZAJJ",
        "opening_hours": "mon-fri 07:00-20:00; sat 08:00-14:00",
        "proration": "actual",
        "payment_days": "7",
    },
    {
        "code": "RSB",
        "name": "Rosebank",
        "timezone": "Africa/Johannesburg",
        "currency": "ZAR",
        "country": "ZA",
        "headquarters": "no",
        "invoice_prefix": "RSB",
        "xero_tracking": "Rosebank",
        "manager_email": "rosebank@foyer.example",
        "peak_start": "08:00",
        "peak_end": "17:00",
        "half_day_percent": "10",
        "full_day_percent": "20",
        "price_cap": "yes",
        "address": "2 Bath Avenue\nRosebank\nJohannesburg\n2196",
        "vat_number": "4120257793",
        "legal_name": "Foyer Spaces (Pty) Ltd",
        "bank_details": "First National Bank\nAccount 62 0112 9981 2\nBranch 250 655\nSWIFT FIRNZAJJ",
        "opening_hours": "mon-fri 07:00-19:00",
        "proration": "actual",
        "payment_days": "7",
    },
    {
        "code": "AMS",
        "name": "Keizersgracht",
        "timezone": "Europe/Amsterdam",
        "currency": "EUR",
        "country": "NL",
        "headquarters": "no",
        "invoice_prefix": "AMS",
        "xero_tracking": "Keizersgracht",
        "manager_email": "keizersgracht@foyer.example",
        "peak_start": "08:30",
        "peak_end": "17:30",
        "half_day_percent": "10",
        "full_day_percent": "20",
        "price_cap": "yes",
        "address": "Keizersgracht 241\n1016 EA Amsterdam\nNetherlands",
        "vat_number": "NL862117604B01",
        "legal_name": "Foyer Spaces B.V.",
        "bank_details": "ING Bank\nIBAN NL69 INGB 0123 4567 89\nBIC INGBNL2A",
        "opening_hours": "mon-fri 08:00-19:00",
        "proration": "actual",
        "payment_days": "14",
    },
]
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
    found: Tables = {"locations": LOCATIONS, "spaces": [], "rooms": [], "memberships": [], "membership_prices": [], "products": _products()}
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


def _products() -> list[Row]:
    rows = []
    for code, name, kind, price, credit in (
        ("DAYPASS", "Day pass", "stuff", "287.50", ""),
        ("LOCKER", "Locker for a month", "stuff", "172.50", ""),
        ("PRINT-100", "100 prints", "printing", "115.00", "100.00"),
        ("PRINT-500", "500 prints", "printing", "517.50", "500.00"),
        ("SPACE-500", "Meeting room credit R500", "space", "500.00", "500.00"),
        ("SPACE-2000", "Meeting room credit R2 000", "space", "1900.00", "2000.00"),
        ("MUG", "Foyer mug", "stuff", "149.50", ""),
    ):
        rows.append(
            {
                "code": code,
                "location": "",
                "name": name,
                "type": kind,
                "price": price,
                "price_includes_vat": "yes",
                "vat_point": "sale",
                "credit_amount": credit,
                "xero_item_code": f"PRD-{code}"[:30],
            }
        )
    return rows
