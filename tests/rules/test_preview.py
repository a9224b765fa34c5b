"""One organisation's preview, put together (I1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.document import Totals
from app.rules.fingerprint import Fingerprints
from app.rules.lines import LineKind
from app.rules.policy import PricingPolicy
from app.rules.preview import OrganisationTerms, Previewer, amount_warnings
from app.rules.terms import AdhocTerms, RecurringTerms
from tests.rules.terms_of import HOT, JUNE, LONG_AGO, june, license

ACME = OrganisationTerms(
    1,
    "ACME",
    [license(n, commitment_months=12, commitment_start=june(1)) for n in range(1, 7)],
    adhocs=[AdhocTerms(1, "A1", june(3), "Day pass", Decimal(2), 25000)],
    recurring=[RecurringTerms(1, "R1", "Parking", 50000, LONG_AGO)],
)


def previewer() -> Previewer:
    return Previewer(JUNE, {1: HOT}, PricingPolicy(), Decimal(15), Fingerprints(JUNE, {1: HOT}, PricingPolicy(), "15"))


def test_acme_with_day_passes_and_a_parking_place() -> None:
    found = previewer().of(ACME)

    assert [line.kind for line in found.lines] == [*[LineKind.LICENSE] * 6, LineKind.RECURRING, LineKind.ADHOC]
    assert found.totals == Totals(1349600 + 50000, 202439 + 7500, 1552039 + 57500)
    assert (found.volume_count, found.warnings) == (6, [])
    assert found.fingerprint == previewer().of(ACME).fingerprint


@pytest.mark.parametrize(
    ("total", "last", "names"),
    [
        (-1, None, ["credit"]),
        (0, 0, ["zero"]),
        (120, 100, []),
        (121, 100, ["moved"]),
        (79, 100, ["moved"]),
        (0, 100, ["zero", "moved"]),
        (5, None, []),
    ],
)
def test_amounts_to_look_at(total: int, last: int | None, names: list[str]) -> None:
    assert amount_warnings(total, last) == names
