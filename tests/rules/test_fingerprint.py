"""The fingerprint moves with every input and with nothing else (I1, I2)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.fingerprint import Fingerprints, run_fingerprint
from app.rules.policy import PricingPolicy
from app.rules.terms import AdhocTerms, LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion, RecurringTerms
from tests.rules.terms_of import HOT, JUNE, june, license, membership

ONE, TWO = license(1), license(2)
ROW = ManualDiscount(Decimal(10))
CHARGE = AdhocTerms(1, "A1", june(1), "Day pass", Decimal(1), 25000)
ITEM = RecurringTerms(1, "R1", "Parking", 50000, june(1))


def taken(
    *licenses: LicenseTerms, hot: MembershipTerms = HOT, policy: PricingPolicy | None = None, circumstances: str = "15", **more: object
) -> str:
    given = {"discounts": [ROW], "adhocs": [CHARGE], "recurring": [ITEM], **more}
    return Fingerprints(JUNE, {1: hot}, policy or PricingPolicy(), circumstances).take(licenses, **given)  # type: ignore[arg-type]


CHANGES = [
    {"ends_on": june(30)},
    {"pauses": ((june(3), None),)},
    {"pauses": ((june(3), june(3)),)},
    {"commitment_months": 12},
    {"commitment_start": june(1)},
    {"custom_price": 0},
    {"custom_price_end": june(9)},
    {"net_price": True},
    {"versions": (PriceVersion(june(1), 1, 2),)},
    {"starts_on": june(1)},
    {"code": "L999"},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_every_term_of_a_license_moves_it(change: dict[str, object]) -> None:
    assert taken(replace(ONE, **change)) != taken(ONE)  # type: ignore[arg-type]


def test_everything_else_that_prices_moves_it() -> None:
    others = [
        taken(ONE, TWO),
        taken(ONE, hot=membership((None, 295000, 245001))),
        taken(ONE, hot=replace(HOT, included_primary=2)),
        taken(ONE, hot=replace(HOT, versions=(replace(HOT.versions[0], included=2),))),
        taken(ONE, policy=PricingPolicy(cap_percent=Decimal(40))),
        taken(ONE, circumstances="15.5"),
        taken(ONE, discounts=[]),
        taken(ONE, discounts=[replace(ROW, percent=Decimal(11))]),
        taken(ONE, adhocs=[]),
        taken(ONE, adhocs=[replace(CHARGE, quantity=Decimal(2))]),
        taken(ONE, recurring=[replace(ITEM, price=1)]),
    ]
    assert len({taken(ONE), *others}) == 12


def test_the_order_of_rows_trailing_zeros_and_other_peoples_terms_do_not() -> None:
    assert taken(ONE, TWO) == taken(TWO, ONE)
    assert taken(ONE, adhocs=[replace(CHARGE, quantity=Decimal("1.000"))]) == taken(ONE)
    assert taken(ONE, discounts=[ROW, replace(ROW, license_id=77), replace(ROW, membership_id=9)]) == taken(ONE)
    other = MembershipTerms(2, "DED", 1, (PriceVersion(None, 1, 1),))
    assert Fingerprints(JUNE, {1: HOT, 2: other}, PricingPolicy()).take([ONE]) == Fingerprints(JUNE, {1: HOT}, PricingPolicy()).take([ONE])


def test_another_process_takes_the_same() -> None:
    code = "from tests.rules.test_fingerprint import taken, ONE, TWO; print(taken(ONE, TWO))"
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    assert told == taken(ONE, TWO)


def test_a_run_is_the_sum_of_its_organisations() -> None:
    assert run_fingerprint({"A": "1", "B": "2"}) == run_fingerprint({"B": "2", "A": "1"}) != run_fingerprint({"A": "1", "B": "3"})
