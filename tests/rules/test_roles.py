"""Primary and extra, day by day (P2)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.month import Month
from app.rules.lines import EXTRA, PRIMARY
from app.rules.terms import MembershipTerms, PriceVersion
from tests.rules.terms_of import LONG_AGO, june, license, membership, priced, spans

PRICES = (None, 300000, 150000)


def roles(lines: list) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.code, []).append(line.role)
    return found


def test_the_next_is_promoted_the_day_after_a_primary_ends() -> None:
    lines = priced([license(1, ends_on=june(10)), license(2)], membership(PRICES)).lines

    assert spans(lines) == [(1, 10, 100000), (1, 10, 50000), (11, 30, 200000)]
    assert roles(lines) == {"L001": [PRIMARY], "L002": [EXTRA, PRIMARY]}


def test_ties_of_one_start_go_by_code() -> None:
    lines = priced([license(2), license(1)], membership(PRICES)).lines

    assert roles(lines) == {"L001": [PRIMARY], "L002": [EXTRA]}


@pytest.mark.parametrize(("included", "primaries"), [(None, 1), (0, 0), (1, 1), (2, 2), (9, 3)])
def test_no_number_means_one_and_zero_means_all_extra(included: int | None, primaries: int) -> None:
    lines = priced([license(n) for n in (1, 2, 3)], membership(PRICES, included=included)).lines

    assert [line.role for line in lines] == [PRIMARY] * primaries + [EXTRA] * (3 - primaries)


def test_a_paused_or_free_license_keeps_its_place() -> None:
    paused = license(1, pauses=((june(1), None),))
    free = license(1, custom_price=0)

    for first in (paused, free):
        assert roles(priced([first, license(2)], membership(PRICES)).lines) == {"L002": [EXTRA]}


def test_two_places_freed_one_after_the_other() -> None:
    leaving = [license(1, ends_on=june(5)), license(2, ends_on=june(20))]
    lines = priced([*leaving, license(3), license(4)], membership(PRICES, included=2)).lines

    assert [(line.code, line.starts_on.day, line.role) for line in lines if line.code in ("L003", "L004")] == [
        ("L003", 1, EXTRA),
        ("L003", 6, PRIMARY),
        ("L004", 1, EXTRA),
        ("L004", 21, PRIMARY),
    ]


def test_a_later_start_never_takes_a_place() -> None:
    early, late = license(9, LONG_AGO), license(1, dt.date(2026, 6, 3))

    assert roles(priced([late, early], membership(PRICES)).lines) == {"L009": [PRIMARY], "L001": [EXTRA]}


def test_memberships_have_their_own_places() -> None:
    other = membership(PRICES)
    second = type(other)(2, "DED", 1, other.versions)

    assert roles(priced([license(1), license(2, membership_id=2)], other, second).lines) == {"L001": [PRIMARY], "L002": [PRIMARY]}


def test_equal_prices_are_not_split_by_a_promotion() -> None:
    lines = priced([license(1, ends_on=june(10)), license(2)], membership((None, 300000, 300000))).lines

    assert spans(lines)[1:] == [(1, 30, 300000)]
    assert lines[1].role is EXTRA


def test_another_number_of_primaries_holds_from_its_day_on() -> None:
    """Two from the 11th, none from the 21st: the second gains a place and loses it with the first."""
    terms = MembershipTerms(
        1,
        "HOT",
        1,
        (PriceVersion(None, 300000, 150000), PriceVersion(june(11), 300000, 150000, 2), PriceVersion(june(21), 300000, 150000, 0)),
    )
    lines = priced([license(1), license(2)], terms).lines

    assert [(line.code, *span) for line, span in zip(lines, spans(lines), strict=True)] == [
        ("L001", 1, 20, 200000),
        ("L001", 21, 30, 50000),
        ("L002", 1, 10, 50000),
        ("L002", 11, 20, 100000),
        ("L002", 21, 30, 50000),
    ]
    assert priced([license(1)], terms, month=Month(2026, 7)).lines[0].role == EXTRA, "it holds in the months after"
