"""The example package gives its expected previews to the cent, line by line (P13)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from app.core.month import Month
from app.rules.adhoc_lines import adhoc_lines
from app.rules.document import in_order, totals
from app.rules.lines import LineKind, PricedLine
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses
from app.rules.vat import with_vat
from tests.rules.package import TWO_LOCATIONS, read

JUNE = Month(2026, 6)
CUT_OFF = dt.date(2026, 6, 30)


@pytest.mark.parametrize("location", ["KLF", "RSB"])
def test_the_preview_of_the_package_equals_the_expected_one(location: str) -> None:
    expected = json.loads((TWO_LOCATIONS / f"expected-{location}-2026-06.json").read_text())

    assert previewed(location) == expected


def previewed(location: str) -> dict[str, Any]:
    package = read(TWO_LOCATIONS, location)
    found = {}
    for code in sorted(package.licenses.keys() | package.adhocs.keys()):
        licenses = price_licenses(JUNE, package.licenses.get(code, []), package.memberships, package.discounts[code], PricingPolicy())
        charges = adhoc_lines(charge for charge in package.adhocs.get(code, []) if charge.date <= CUT_OFF)
        lines = with_vat(in_order(licenses.lines, [], [], charges), Decimal(15))
        if lines:
            sums = totals(lines)
            found[code] = {"net": sums.net, "vat": sums.vat, "lines": [as_expected(line) for line in lines]}
    return found


def as_expected(line: PricedLine) -> dict[str, Any]:
    named = {"license": None, "adhoc": line.code} if line.kind is LineKind.ADHOC else {"license": line.code}
    return {**named, "frm": str(line.starts_on), "to": str(line.ends_on), "net": line.net, "vat": line.vat}
