"""The demo network as a data package on disk, which the importer then takes like any operator's."""

from __future__ import annotations

import csv
from pathlib import Path

from app.cli.demo_network import members, places
from app.cli.demo_network.credits import wallets
from app.cli.demo_network.rows import Row, Tables
from app.cli.demo_network.staff import MEMBER, STAFF, Person
from app.core import clock
from app.core.month import Month


def write_package(folder: Path, this_month: Month) -> None:
    """The network as it was known at the beginning of the month."""
    tables: Tables = places.tables(this_month) | members.tables(this_month)
    home = next(row["code"] for row in tables["organisations"] if row["location"] == "KLF" and row["status"] == "active")
    tables["users"] += [_user(person, "") for person in STAFF] + [_user(MEMBER, home)]
    tables["wallets"] = wallets(tables, clock.today("Africa/Johannesburg"), home)
    write_tables(folder, tables)


def write_tables(folder: Path, tables: Tables) -> None:
    """A CSV file a table; an empty one is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


def _user(person: Person, organisation: str) -> Row:
    return {
        "email": person.email,
        "name": person.name,
        "organisation": organisation,
        "location": person.location,
        "roles": person.role,
        "phone": "",
        "owner": "yes" if person is MEMBER else "",
    }
