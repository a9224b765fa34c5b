"""Credits that the demo network's people and organisations had bought before: some to spend, some given, some that end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.cli.demo_network.rows import Row, Tables
from app.cli.demo_network.staff import MEMBER

EVERY_ORGANISATION, EVERY_PERSON = 6, 9  # one of so many has bought something


def wallets(tables: Tables, today: dt.date, home: str) -> list[Row]:
    """`home` is the organisation of the member who is shown."""
    active = {row["code"]: row for row in tables["organisations"] if row["status"] == "active"}
    people = [row for row in tables["users"] if row["organisation"] in active]
    return [
        *_rows([row for code, row in active.items() if code != home], people, today),
        _row("CR-HOME", home, active[home], "2500.00", unit="stuff"),
        _row("CR-THEIRS", MEMBER.email, active[home], "800.00"),
        _row("CR-THANKS", MEMBER.email, active[home], "150.00", source="reward", ends=today + dt.timedelta(days=9)),
    ]


def _rows(organisations: list[Row], people: list[Row], today: dt.date) -> Iterator[Row]:
    for number, row in enumerate(organisations[::EVERY_ORGANISATION]):
        ends = None if number % 3 else today + dt.timedelta(days=12 + number)
        yield _row(f"CR-{row['code']}", row["code"], row, f"{1000 + 250 * (number % 7)}.00", unit=("stuff", "space")[number % 2], ends=ends)
    by_code = {row["code"]: row for row in organisations}
    for number, person in enumerate(each for each in people[::EVERY_PERSON] if each["organisation"] in by_code):
        theirs = by_code[person["organisation"]]
        yield _row(
            f"CR-P{number:03d}",
            person["email"],
            theirs,
            f"{150 + 50 * (number % 9)}.00",
            ends=today + dt.timedelta(days=5 + 11 * (number % 30)),
        )


def _row(
    code: str, owner: str, organisation: Row, amount: str, *, unit: str = "space", source: str = "purchase", ends: dt.date | None = None
) -> Row:
    return {
        "code": code,
        "owner": owner,
        "unit": unit,
        "currency": "EUR" if organisation["location"] == "AMS" else "ZAR",
        "amount": amount,
        "source": source,
        "expires": ends.isoformat() if ends else "",
        "vat_point": "sale" if source == "purchase" else "",
    }
