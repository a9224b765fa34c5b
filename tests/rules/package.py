"""A small reader of a data package's CSV files, into the terms that pricing takes; ids are the rows' places."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.core.money import cents
from app.rules.terms import AdhocTerms, LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion

TWO_LOCATIONS = Path(__file__).parents[1] / "data" / "two-locations-june"


@dataclass
class Package:
    """What one location's preview needs, by organisation code."""

    memberships: dict[int, MembershipTerms]
    licenses: dict[str, list[LicenseTerms]]
    discounts: dict[str, list[ManualDiscount]]
    adhocs: dict[str, list[AdhocTerms]]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def certain(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def read(folder: Path, location: str) -> Package:
    organisations = {row["code"]: row for row in rows(folder, "organisations") if row["status"] == "active"}
    membership_ids = {row["code"]: place for place, row in enumerate(rows(folder, "memberships"))}
    license_ids = {row["code"]: place for place, row in enumerate(rows(folder, "licenses"))}
    memberships = _memberships(folder, location, membership_ids)
    package = Package(memberships, {}, {}, {})
    for row in rows(folder, "licenses"):
        if row["organisation"] in organisations and membership_ids[row["membership"]] in memberships:
            package.licenses.setdefault(row["organisation"], []).append(_license(row, license_ids, membership_ids))
    for code, organisation in organisations.items():
        package.discounts[code] = _discounts(folder, code, organisation, license_ids, membership_ids)
    for place, row in enumerate(rows(folder, "adhocs")):
        if row["location"] == location and row["organisation"] in organisations:
            price, quantity = cents(row["unit_price"]), Decimal(row["quantity"])
            charge = AdhocTerms(place, row["code"], certain(row["date"]), row["description"], quantity, price)
            package.adhocs.setdefault(row["organisation"], []).append(charge)
    return package


def _memberships(folder: Path, location: str, ids: dict[str, int]) -> dict[int, MembershipTerms]:
    later = rows(folder, "membership_prices")
    found = {}
    for row in rows(folder, "memberships"):
        if row["location"] == location:
            versions = [_version(row), *(_version(each) for each in later if each["membership"] == row["code"])]
            included = int(row["included_primary"]) if row["included_primary"] else None
            found[ids[row["code"]]] = MembershipTerms(ids[row["code"]], row["code"], included, tuple(versions))
    return found


def _version(row: dict[str, str]) -> PriceVersion:
    return PriceVersion(day(row["valid_from"]), cents(row["primary_price"]), cents(row["extra_price"]))


def _license(row: dict[str, str], ids: dict[str, int], membership_ids: dict[str, int]) -> LicenseTerms:
    pause = day(row["pause_start"])
    return LicenseTerms(
        ids[row["code"]],
        row["code"],
        membership_ids[row["membership"]],
        certain(row["start"]),
        day(row["end"]),
        pauses=((pause, day(row["pause_end"])),) if pause else (),
        commitment_months=int(row["commitment_months"] or 0),
        commitment_start=day(row["commitment_start"]),
        custom_price=cents(row["custom_price"]) if row["custom_price"] else None,
        net_price=row["net_price"] == "yes",
    )


def _discounts(
    folder: Path, code: str, organisation: dict[str, str], license_ids: dict[str, int], membership_ids: dict[str, int]
) -> list[ManualDiscount]:
    found = [
        ManualDiscount(
            Decimal(row["percent"]),
            day(row["start"]),
            day(row["end"]),
            license_ids[row["license"]] if row["license"] else None,
            membership_ids[row["membership"]] if row["membership"] else None,
            row["reason"],
        )
        for row in rows(folder, "discounts")
        if row["organisation"] in ("", code) and not row["product"]
    ]
    if organisation["manual_discount_percent"]:
        percent, until = Decimal(organisation["manual_discount_percent"]), day(organisation["manual_discount_end"])
        found.append(ManualDiscount(percent, None, until, reason=organisation["manual_discount_reason"]))
    return found
