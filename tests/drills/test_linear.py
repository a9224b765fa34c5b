"""The checker of histories: it takes what one order explains, and nothing else."""

from __future__ import annotations

import random

import pytest

from benchmarks.drills.linear import Op, is_linearizable, purse, slot


def test_two_that_overlap_may_come_in_either_order():
    both = [Op("out", 60, 0, 10, said=False), Op("out", 60, 1, 9, said=True)]
    assert is_linearizable(both, 100, purse)
    assert not is_linearizable([Op("out", 60, 0, 10, said=True), Op("out", 60, 1, 9, said=True)], 100, purse), (
        "more went out than there was"
    )


def test_what_was_over_before_another_began_stays_before_it():
    assert not is_linearizable([Op("in", 50, 0, 5), Op("look", None, 6, 7, said=100)], 100, purse), "a stale look"
    assert is_linearizable([Op("in", 50, 0, 8), Op("look", None, 6, 7, said=100)], 100, purse)


def test_what_nobody_heard_of_happened_at_any_time_after_it_began():
    assert is_linearizable(
        [Op("book", "a", 0, None, said=True), Op("look", None, 50, 51, said=""), Op("look", None, 60, 61, said="a")], "", slot
    )
    assert not is_linearizable([Op("look", None, 0, 1, said="a"), Op("book", "a", 5, None, said=True)], "", slot)


def test_two_at_once_in_one_slot_are_found():
    assert not is_linearizable([Op("book", "a", 0, 5, said=True), Op("book", "b", 1, 4, said=True)], "", slot)
    assert is_linearizable([Op("book", "a", 0, 5, said=True), Op("free", "a", 6, 7, said=True), Op("book", "b", 6, 9, said=True)], "", slot)


@pytest.mark.parametrize("seed", range(20))
def test_a_history_that_was_made_in_one_order_is_explained(seed):
    """Of 40 operations on a purse, each stretched by chance around the moment in which it happened; one wrong answer in it is found."""
    chance, balance, history = random.Random(seed), 100, []
    for moment in range(0, 400, 10):
        verb, value = chance.choice(("in", "out", "look")), chance.randrange(1, 80)
        said = balance if verb == "look" else balance >= value
        balance += value if verb == "in" else -value if verb == "out" and said else 0
        history.append(Op(verb, value, moment - chance.randrange(15), moment + chance.randrange(15), said))
    assert is_linearizable(history, 100, purse)
    assert not is_linearizable([*history, Op("look", None, 1000, 1001, said=balance + 1)], 100, purse)
