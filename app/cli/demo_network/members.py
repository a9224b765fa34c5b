"""The organisations of the demo network with their people, licenses, discounts and charges, drawn from one seeded hat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from app.cli.demo_network import words
from app.cli.demo_network.places import OFFICES, Row, Tables
from app.core.month import Month

SEED = 20_200_101
COUNTS = {"KLF": 54, "RSB": 40, "AMS": 26}
SIZES = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 10, 14)
HISTORY = 14
# who never became a customer: place in the first location's list -> status
STRANGERS = {3: "prospect", 8: "pending", 23: "declined", 29: "abandoned"}
# who was one for a while, by code: billed through the past, gone by now
FORMER = {"ORG0012": "inactive", "ORG0018": "offboarded", "ORG0034": "offboarded", "ORG0066": "inactive", "ORG0072": "offboarded"}
WITHOUT_EMAIL = "ORG0006"


@dataclass
class Hat:
    """What is drawn so far; the same month always draws the same network."""

    this_month: Month
    random: Random
    tables: Tables = field(default_factory=lambda: {name: [] for name in FILES})
    offices: dict[str, int] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def day(self, month: Month) -> dt.date:
        """Most people start on the first, some when it suits them."""
        return month.first if self.random.random() < 0.7 else month.first + dt.timedelta(days=self.random.randrange(1, month.days))


FILES = ("organisations", "users", "licenses", "discounts", "line_items", "opening_balances", "adhocs")


def tables(this_month: Month) -> Tables:
    """All files about customers."""
    hat = Hat(this_month, Random(SEED))  # noqa: S311 - the same network every time is the point
    number = 0
    for location, count in COUNTS.items():
        for place in range(count):
            number += 1
            _organisation(hat, location, number, STRANGERS.get(place, "active") if location == "KLF" else "active")
    return hat.tables


def _organisation(hat: Hat, location: str, number: int, status: str) -> None:
    random = hat.random
    code, name = f"ORG{number:04d}", _company(hat, location)
    domain = f"{name.split(' (')[0].removesuffix(' B.V.').lower().replace(' ', '')}.example"
    row = {
        "code": code,
        "name": name,
        "location": location,
        "status": status,
        "invoice_email": "" if code == WITHOUT_EMAIL else f"accounts@{domain}",
        "accounting_email": f"books@{domain}" if random.random() < 0.3 and code != WITHOUT_EMAIL else "",
        "vat_number": _vat_number(random, location) if random.random() < 0.8 else "",
        "auto_pay": "no",
        "allowed_payments": "eft; card" if random.random() < 0.5 else "eft",
        "address": _address(random, location),
        "registration_number": f"20{random.randrange(8, 25):02d}/{random.randrange(100_000, 999_999)}/07"
        if location != "AMS"
        else str(random.randrange(30_000_000, 89_999_999)),
        "payment_days": "30" if random.random() < 0.1 else "",
        "manual_discount_percent": "",
        "manual_discount_end": "",
        "manual_discount_reason": "",
    }
    if random.random() < 0.06:
        row |= {"manual_discount_percent": str(random.choice((5, 10, 15))), "manual_discount_reason": random.choice(words.REASONS)}
        row["manual_discount_end"] = hat.this_month.plus(random.choice((-3, 2, 6))).last.isoformat()
    hat.tables["organisations"].append(row)
    if status == "active":
        _licenses(hat, row, domain)
        _extras(hat, row, number)


def _company(hat: Hat, location: str) -> str:
    marks, ending = (words.MARKS_NL, "B.V.") if location == "AMS" else (words.MARKS_ZA, "(Pty) Ltd")
    while True:
        name = f"{hat.random.choice(marks)} {hat.random.choice(words.TRADES)} {ending}"
        if name not in hat.names:
            hat.names.add(name)
            return name


def _address(random: Random, location: str) -> str:
    street, house = random.choice(words.STREETS[location]), random.randrange(3, 260)
    letters = random.choice("ABCDEGHJK") + random.choice("ABCDEGHJK")
    town = words.TOWNS[location].format(letters=letters)
    return f"{street} {house}\n{town}" if location == "AMS" else f"{house} {street}\n{town}"


def _vat_number(random: Random, location: str) -> str:
    return f"NL{random.randrange(800_000_000, 869_999_999)}B01" if location == "AMS" else f"4{random.randrange(100_000_000, 320_000_000)}"


def _licenses(hat: Hat, organisation: Row, domain: str) -> None:
    random, location = hat.random, organisation["location"]
    size, joined = random.choice(SIZES), random.randrange(-HISTORY - 20, 0)
    takes_office = size >= 5 and hat.offices.get(location, 0) < OFFICES[location] - 1
    for place in range(size):
        user = _person(hat, organisation, domain)
        first = joined if place == 0 else random.randrange(joined, 1)
        tier = "OFF" if takes_office and place == 0 else random.choice(("HOT", "HOT", "DED", "DED", "VIR") if size < 5 else ("HOT", "DED"))
        hat.tables["licenses"].append(_license(hat, organisation, user, place, tier, hat.this_month.plus(first)))


def _person(hat: Hat, organisation: Row, domain: str) -> str:
    random, is_dutch = hat.random, organisation["location"] == "AMS"
    while True:
        first = random.choice(words.FIRST_NL if is_dutch else words.FIRST_ZA)
        last = random.choice(words.LAST_NL if is_dutch else words.LAST_ZA)
        address = f"{first}.{last}@{domain}".lower()
        if address not in hat.addresses:
            break
    hat.addresses.add(address)
    phone = (
        f"+31 6 {random.randrange(10_000_000, 60_000_000)}"
        if is_dutch
        else f"+27 8{random.randrange(2, 5)} {random.randrange(100, 999)} {random.randrange(1000, 9999)}"
    )
    row = {
        "email": address,
        "name": f"{first} {last}",
        "organisation": organisation["code"],
        "location": organisation["location"],
        "roles": "member",
        "phone": phone,
    }
    hat.tables["users"].append(row)
    return address


def _license(hat: Hat, organisation: Row, user: str, place: int, tier: str, month: Month) -> Row:
    random, location = hat.random, organisation["location"]
    start = hat.day(month)
    row = {
        "code": f"{organisation['code']}-{place + 1:02d}",
        "organisation": organisation["code"],
        "user": user,
        "membership": f"{location}-{tier}",
        "space": _space(hat, location, tier),
        "start": start.isoformat(),
        "end": "",
        "pause_start": "",
        "pause_end": "",
        "commitment_months": "",
        "commitment_start": "",
        "custom_price": "",
        "net_price": "no",
        "custom_price_end": "",
        "custom_price_reason": "",
    }
    if organisation["code"] in FORMER:
        row["end"] = max(hat.this_month.plus(-random.randrange(3, 9)).last, start).isoformat()
    elif random.random() < 0.16:
        leaves = month.plus(random.randrange(2, 30))
        row["end"] = (leaves.last if random.random() < 0.7 else leaves.first + dt.timedelta(days=random.randrange(5, 25))).isoformat()
    if random.random() < 0.3:
        row["commitment_months"] = random.choice(("3", "6", "12", "12", "24"))
    if random.random() < 0.04:
        away = hat.this_month.plus(random.randrange(-8, 1))
        if away > month:
            row |= {"pause_start": away.first.isoformat(), "pause_end": away.plus(random.randrange(0, 2)).last.isoformat()}
    if tier != "VIR" and random.random() < 0.05:
        listed = {"HOT": (2600, 210), "DED": (3900, 340), "OFF": (16500, 1300)}[tier][location == "AMS"]
        row |= {"custom_price": f"{listed}.00", "custom_price_reason": random.choice(words.REASONS)}
        row["custom_price_end"] = hat.this_month.plus(random.choice((-4, 3, 8))).last.isoformat()
    return row


def _space(hat: Hat, location: str, tier: str) -> str:
    if tier == "OFF":
        hat.offices[location] = hat.offices.get(location, 0) + 1
        return f"{location}-{200 + hat.offices[location]}"
    return f"{location}-{hat.random.choice('GG1S')}"


def _extras(hat: Hat, organisation: Row, number: int) -> None:
    """Parking, what was used each month, and old debts."""
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
