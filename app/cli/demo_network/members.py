"""The organisations of the demo network with their people, licenses, discounts and charges, drawn from one seeded hat."""

from __future__ import annotations

from random import Random

from app.cli.demo_network import words
from app.cli.demo_network.extras import draw_extras
from app.cli.demo_network.hat import SEED, Hat
from app.cli.demo_network.licenses import draw_licenses
from app.cli.demo_network.rows import Tables
from app.core.month import Month

COUNTS = {"KLF": 54, "RSB": 40, "AMS": 26}
# who never became a customer: place in the first location's list -> status
STRANGERS = {3: "prospect", 8: "pending", 23: "declined", 29: "abandoned"}
WITHOUT_EMAIL = "ORG0006"


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
        draw_licenses(hat, row, domain)
        draw_extras(hat, row, number)


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
