"""What members of the demo network can buy."""

from __future__ import annotations

from app.cli.demo_network.rows import Row


def products() -> list[Row]:
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
