"""Which status licenses say, and when it is kept as people set it."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models.organisation import Organisation, OrganisationStatus
from app.rules.organisation_status import WAYS, Answer, Says, Term, follow, says

TODAY = dt.date(2026, 6, 15)


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


@pytest.mark.parametrize(
    ("terms", "known", "said"),
    [
        ([], {}, None),
        ([Term(day(1, 1))], {}, Says.ACTIVE),
        ([Term(day(1, 1), TODAY)], {}, Says.ACTIVE),
        ([Term(day(7, 31))], {}, Says.ACTIVE),
        ([Term(day(8, 1))], {}, Says.PENDING),
        ([Term(day(8, 1)), Term(day(1, 1), day(5, 31))], {}, Says.PENDING),
        ([Term(day(1, 1), day(6, 14))], {"is_billed": False}, None),
        ([Term(day(1, 1), day(6, 14))], {}, Says.INACTIVE),
        ([Term(day(1, 1), day(5, 15))], {}, Says.OFFBOARDED),
        ([Term(day(1, 1), day(5, 16))], {}, Says.INACTIVE),
        ([Term(day(1, 1), day(2, 1)), Term(day(1, 1), day(6, 1))], {}, Says.INACTIVE),
        ([Term(day(1, 1), day(2, 1))], {"is_gone": False}, Says.INACTIVE),
        ([Term(day(1, 1), day(2, 1))], {"offboard_after": None}, Says.INACTIVE),
    ],
)
def test_what_licenses_say(terms, known, said):
    assert says(terms, TODAY, **({"is_billed": True, "is_gone": True, "offboard_after": 30} | known)) is said


@pytest.mark.parametrize(
    ("status", "by_hand", "said", "answer"),
    [
        ("prospect", False, Says.ACTIVE, ("welcome", False)),
        ("prospect", False, Says.PENDING, ("await_approval", False)),
        ("pending", False, Says.ACTIVE, ("welcome", False)),
        ("pending", True, Says.ACTIVE, ("", True)),
        ("pending", True, Says.PENDING, ("", True)),
        ("active", False, Says.INACTIVE, ("pause", False)),
        ("active", False, Says.OFFBOARDED, ("pause", False)),
        ("active", False, Says.PENDING, ("", False)),
        ("active", True, Says.INACTIVE, ("", True)),
        ("active", True, Says.ACTIVE, ("", False)),
        ("inactive", True, Says.ACTIVE, ("", True)),
        ("inactive", True, Says.INACTIVE, ("", False)),
        ("inactive", False, Says.ACTIVE, ("resume", False)),
        ("inactive", False, Says.OFFBOARDED, ("offboard", False)),
        ("offboarded", False, Says.INACTIVE, ("", False)),
        ("offboarded", False, Says.ACTIVE, ("resume", False)),
        ("declined", False, Says.ACTIVE, ("", False)),
        ("abandoned", True, Says.ACTIVE, ("", True)),
        ("prospect", False, Says.INACTIVE, ("", False)),
        ("active", True, None, ("", True)),
    ],
)
def test_who_wins(status, by_hand, said, answer):
    assert follow(status, is_by_hand=by_hand, said=said) == Answer(*answer)


def test_every_way_is_one_that_the_machine_knows():
    for (status, said), verb in WAYS.items():
        sources, target = Organisation.moves.verbs[verb]
        assert OrganisationStatus(status) in sources and target.value == said.value
