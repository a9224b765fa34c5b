"""The people of the demo network's organisations, and their licenses."""

from __future__ import annotations

import datetime as dt

from app.cli.demo_network import words
from app.cli.demo_network.hat import HISTORY, Hat
from app.cli.demo_network.places import OFFICES
from app.cli.demo_network.rows import Row
from app.core.month import Month

SIZES = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 10, 14)
# who was a customer for a while, by code: billed through the past, gone by now
FORMER = {"ORG0012": "inactive", "ORG0018": "offboarded", "ORG0034": "offboarded", "ORG0066": "inactive", "ORG0072": "offboarded"}


def draw_licenses(hat: Hat, organisation: Row, domain: str) -> None:
    random, location = hat.random, organisation["location"]
    size, joined = random.choice(SIZES), random.randrange(-HISTORY - 20, 0)
    takes_office = size >= 5 and hat.offices.get(location, 0) < OFFICES[location] - 1
    for place in range(size):
        user = _person(hat, organisation, domain, "yes" if place == 0 else "no")
        first = joined if place == 0 else random.randrange(joined, 1)
        tier = "OFF" if takes_office and place == 0 else random.choice(("HOT", "HOT", "DED", "DED", "VIR") if size < 5 else ("HOT", "DED"))
        hat.tables["licenses"].append(_license(hat, organisation, user, place, tier, hat.this_month.plus(first)))


def _person(hat: Hat, organisation: Row, domain: str, owner: str) -> str:
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
        "owner": owner,
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
