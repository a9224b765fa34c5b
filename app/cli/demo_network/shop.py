"""What members of the demo network can buy."""

from __future__ import annotations

from app.cli.demo_network.rows import Row

BESIDE = (("COFFEE", "Coffee", "40"), ("LUNCH", "Lunch", "40"), ("PROJECTOR", "Projector", "1"))  # a room: how many at most
PRICES = {  # with VAT, at each place
    "KLF": ("25.00", "110.00", "250.00"),
    "RSB": ("25.00", "110.00", "250.00"),
    "AMS": ("3.00", "12.50", "25.00"),
}


def products() -> list[Row]:
    sold = [
        _row(code, "", name, kind, price, credit)
        for code, name, kind, price, credit in (
            ("DAYPASS", "Day pass", "stuff", "287.50", ""),
            ("LOCKER", "Locker for a month", "stuff", "172.50", ""),
            ("PRINT-100", "100 prints", "printing", "115.00", "100.00"),
            ("PRINT-500", "500 prints", "printing", "517.50", "500.00"),
            ("SPACE-500", "Meeting room credit R500", "space", "500.00", "500.00"),
            ("SPACE-2000", "Meeting room credit R2 000", "space", "1900.00", "2000.00"),
            ("MUG", "Foyer mug", "stuff", "149.50", ""),
        )
    ]
    for place, prices in PRICES.items():
        sold += [
            _row(f"{code}-{place}", place, name, "stuff", price, "", most) for (code, name, most), price in zip(BESIDE, prices, strict=True)
        ]
    return sold


def _row(code: str, location: str, name: str, kind: str, price: str, credit: str, most: str = "") -> Row:
    return {
        "code": code,
        "location": location,
        "name": name,
        "type": kind,
        "price": price,
        "price_includes_vat": "yes",
        "vat_point": "sale",
        "credit_amount": credit,
        "extra_most": most,
        "xero_item_code": f"PRD-{code}"[:30],
    }
