"""Print credit, exact to the cent, under a reference that the transaction log keeps (contracts.md 3, I10, U4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.integrations.errors import GiveUp
from app.integrations.papercut import Printing, answers
from tests.contracts.papercut_examples import furnished, logged, outcome
from tests.vendors import Vendors


@pytest.fixture
def printing(vendors: Vendors) -> Printing:
    printing = vendors.printing()
    furnished(printing)
    return printing


def test_each_change_is_logged_under_its_reference(vendors: Vendors, printing: Printing) -> None:
    printing.adjust("anna", cents=5000, reference="fulfil:42")
    printing.adjust("anna", cents=-1234, reference="Rückbuchung «ü» & <b>")

    assert printing.balance("anna") == 3766
    assert logged(vendors) == [("50.0", "fulfil:42"), ("-12.34", "Rückbuchung «ü» & <b>")]


def test_credit_is_spent_only_as_far_as_it_goes(vendors: Vendors, printing: Printing) -> None:
    printing.adjust("anna", cents=1000, reference="a")
    assert printing.spend_if_available("anna", cents=1001, reference="b") is False
    assert printing.spend_if_available("anna", cents=1000, reference="c") is True
    assert printing.spend_if_available("anna", cents=1, reference="d") is False
    assert printing.balance("anna") == 0
    assert [comment for _, comment in logged(vendors)] == ["a", "c"]


def test_an_account_can_be_overdrawn_by_an_adjustment(printing: Printing) -> None:
    printing.adjust("anna", cents=-250, reference="a")
    assert printing.balance("anna") == -250


@pytest.mark.parametrize("cents", [0, 1, -1, 10, 29, 57, 113, 1010, 295001, -98333, 99_999_999_999, 10**15 - 1, 1 - 10**15])
def test_cents_survive_the_double_both_ways(printing: Printing, cents: int) -> None:
    printing.adjust("anna", cents=cents, reference="r")
    assert printing.balance("anna") == cents


def test_many_small_amounts_add_up_exactly(printing: Printing) -> None:
    for number in range(30):
        printing.adjust("anna", cents=10 if number % 2 else 7, reference=f"r-{number}")
    assert printing.balance("anna") == 15 * 17


def test_fractions_of_a_cent_are_rounded_half_away_from_zero(vendors: Vendors, printing: Printing) -> None:
    for balance, cents in (("0.045", 5), ("0.0449", 4), ("-0.045", -5), ("2.675", 268), ("0.30000000000000004", 30), ("-0.001", 0)):
        vendors.post("/_control/papercut/users", {"usernames": ["printer"], "balance": balance})
        assert printing.balance("printer") == cents, balance


@pytest.mark.parametrize("told", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e300"), Decimal("1e13"), True, "1.00", None, [], {}])
def test_what_is_no_amount_is_not_taken_for_one(told: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        answers.cents(told)


def test_amounts_beyond_exact_doubles_are_refused(vendors: Vendors, printing: Printing) -> None:
    assert outcome(lambda: printing.adjust("anna", cents=10**15, reference="r")) is GiveUp
    assert vendors.calls("*/api.adjust*") == []


def test_a_reference_is_needed_and_only_something_is_spent(printing: Printing) -> None:
    for reference in ("", "  ", "r" * 256):
        with pytest.raises(ValueError, match="1 to 255"):
            printing.adjust("anna", cents=1, reference=reference)
    for cents in (0, -1):
        with pytest.raises(ValueError, match="more than nothing"):
            printing.spend_if_available("anna", cents=cents, reference="r")


def test_a_request_that_arrives_twice_counts_twice_for_papercut_knows_no_keys(vendors: Vendors, printing: Printing) -> None:
    """Why an adjustment is never repeated by a machine without a look, and why the log's comment is unique."""
    vendors.fault("duplicate", "*/api.adjustUserAccountBalance", vendor="papercut")
    printing.adjust("anna", cents=500, reference="fulfil:42")
    assert logged(vendors) == [("5.0", "fulfil:42"), ("5.0", "fulfil:42")]
