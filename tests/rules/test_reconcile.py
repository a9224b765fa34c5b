"""Each way in which two books can differ has its name, and what is the same to the cent has none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.rules.reconcile import Cause, Difference, Entry, Ours, Theirs, differences

PAID = Entry(7, 4000, told=True, held="p")


def held(open_cents=6000, total=10000, status="AUTHORISED"):
    return Theirs("x", status, total, open_cents)


def ours(open_cents=6000, *entries, dead=False):
    return Ours(1, "x", 10000, open_cents, dead, entries)


def causes(*told):
    return [(each.cause, each.ours, each.theirs) for each in differences(*told)]


def test_what_agrees_is_no_difference():
    assert differences(ours(6000, PAID), held(), [Theirs("p", "AUTHORISED", 4000)]) == []
    assert differences(ours(10000, dead=True), held(status="VOIDED")) == differences(ours(0, dead=True), None) == []


def test_a_document_that_is_not_there_or_should_not_be():
    assert causes(ours(), None) == [(Cause.MISSING, 10000, 0)]
    assert causes(ours(), held(status="VOIDED")) == [(Cause.VOIDED, 10000, 0)]
    assert causes(ours(dead=True), held()) == [(Cause.STILL_THERE, 0, 10000)]


def test_money_that_one_side_has_not_heard_of():
    assert causes(ours(6000, Entry(7, 4000, told=False)), held(10000)) == [(Cause.NOT_TOLD, 4000, 0)]
    assert causes(ours(10000), held(6000), [Theirs("p", "AUTHORISED", 4000)]) == [(Cause.ONLY_THERE, 0, 4000)]
    assert causes(ours(6000, PAID), held(10000), [Theirs("p", "DELETED", 4000)]) == [(Cause.TAKEN_OUT, 4000, 0)]
    assert causes(ours(6000, PAID), held(7000), [Theirs("p", "AUTHORISED", 3000)]) == [(Cause.TAKEN_OUT, 4000, 3000)]


def test_a_cent_that_nothing_explains_is_said():
    assert causes(ours(6000, PAID), held(5999), [Theirs("p", "AUTHORISED", 4000)]) == [(Cause.REMAINDER, 6000, 5999)]
    assert causes(ours(10000), held(9999, 9999)) == [(Cause.TOTAL, 10000, 9999)]


def test_a_payment_that_is_to_be_taken_out_again_is_still_there():
    back = Entry(8, -4000, told=False)
    assert causes(ours(10000, PAID, back), held(6000), [Theirs("p", "AUTHORISED", 4000)]) == [(Cause.NOT_TOLD, -4000, 0)]


CENTS = st.integers(1, 10**6)
ENTRIES = st.lists(st.tuples(CENTS, st.booleans(), st.booleans()), max_size=5)


@given(ENTRIES, st.lists(CENTS, max_size=3))
def test_nothing_remains_where_every_cent_has_a_cause(entries, strangers):
    """Whatever was told, taken out, or paid over there alone: the differences add up to what the open amounts differ by."""
    total = 10**8
    told = [Entry(number, cents, is_told, f"p{number}" if is_told else None) for number, (cents, is_told, _stands) in enumerate(entries)]
    there = [
        Theirs(f"p{number}", "AUTHORISED" if stands else "DELETED", cents)
        for number, (cents, is_told, stands) in enumerate(entries)
        if is_told
    ]
    there += [Theirs(f"s{number}", "AUTHORISED", cents) for number, cents in enumerate(strangers)]
    mine = Ours(1, "x", total, total - sum(each.cents for each in told), entries=tuple(told))
    theirs = Theirs("x", "AUTHORISED", total, total - sum(each.total for each in there if each.status == "AUTHORISED"))

    found: list[Difference] = differences(mine, theirs, there)

    assert Cause.REMAINDER not in {each.cause for each in found}
    assert sum(each.ours - each.theirs for each in found) == theirs.open - mine.open
