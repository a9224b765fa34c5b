"""What the demo network's organisations pay beside their licenses: parking, what was used each month, old debts; a discount, and deposits from the system before."""

from __future__ import annotations

import datetime as dt

from app.cli.demo_network import words
from app.cli.demo_network.hat import HISTORY, Hat
from app.cli.demo_network.rows import Row
from app.core.month import Month


def draw_extras(hat: Hat, organisation: Row, number: int) -> None:
    """Parking, what was used each month, old debts and deposits."""
    random, location = hat.random, organisation["location"]
    tables, code, is_dutch = hat.tables, organisation["code"], organisation["location"] == "AMS"
    if random.random() < 0.15:
        tables["line_items"].append(
            {
                "code": f"{code}-PARK",
                "organisation": code,
                "location": location,
                "description": random.choice(("Parking bay", "Server shelf", "Storage cage")),
                "price": "110.00" if is_dutch else "950.00",
                "start": hat.this_month.plus(random.randrange(-12, 0)).first.isoformat(),
                "end": "",
                "xero_item_code": "",
            }
        )
    if random.random() < 0.05:
        tables["discounts"].append(
            {
                "code": f"{code}-WINTER",
                "organisation": code,
                "license": "",
                "membership": f"{location}-HOT",
                "product": "",
                "percent": "20",
                "start": hat.this_month.plus(-5).first.isoformat(),
                "end": hat.this_month.plus(random.choice((-2, 1))).last.isoformat(),
                "reason": "Winter special",
            }
        )
    if number % 17 == 0:
        day = hat.this_month.plus(-HISTORY - 1).last.isoformat()
        tables["opening_balances"].append(
            {"organisation": code, "date": day, "document": f"OLD-{number:04d}", "amount_due": f"{random.randrange(300, 9000)}.00"}
        )
    if number % 6 == 0:
        tables["deposits"].append(
            {
                "code": f"{code}-DEP",
                "organisation": code,
                "license": "",
                "location": location,
                "amount": "550.00" if is_dutch else "5900.00",
                "received": hat.this_month.plus(-HISTORY - 2).first.isoformat(),
                "reference": f"Old ledger {number:04d}",
            }
        )
    for back in range(HISTORY + 1):
        for _ in range(random.choice((0, 0, 0, 0, 1, 1, 2))):
            _adhoc(hat, organisation, hat.this_month.plus(-back))


def _adhoc(hat: Hat, organisation: Row, month: Month) -> None:
    random, is_dutch = hat.random, organisation["location"] == "AMS"
    description, rand, euro = random.choice(words.EXTRAS)
    price = euro if is_dutch else rand
    is_credit = random.random() < 0.05
    hat.tables["adhocs"].append(
        {
            "code": f"A{len(hat.tables['adhocs']) + 1:05d}",
            "organisation": organisation["code"],
            "location": organisation["location"],
            "date": (month.first + dt.timedelta(days=random.randrange(month.days))).isoformat(),
            "description": f"Courtesy: {description.lower()}" if is_credit else description,
            "quantity": str(random.choice((1, 1, 1, 2, 3))),
            "unit_price": f"{-price if is_credit else price}.00",
            "product": "DAYPASS" if description.startswith("Day pass") and not is_credit else "",
        }
    )
