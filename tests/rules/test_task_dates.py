"""C1: the dates of a tree of tasks, against a naive reading of the rule, and what completing and moving may change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.task_dates import Anchor, Basis, Node, begins_anew, dates, held_back, moved_to, moves
from app.rules.working_calendar import WorkingDays

ONE = dt.timedelta(days=1)
OPENED = dt.date(2026, 6, 1)  # a Monday
HOLIDAYS = {dt.date(2026, 6, 16), dt.date(2026, 8, 10), dt.date(2026, 9, 24), dt.date(2026, 12, 25), dt.date(2026, 12, 26)}


def is_working(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def days() -> WorkingDays:
    return WorkingDays(is_working)


def slowly(day: dt.date, count: int) -> dt.date:
    """One day after the other, as one counts on a calendar of paper."""
    while not is_working(day):
        day += ONE
    while count:
        day += ONE if count > 0 else -ONE
        if is_working(day):
            count -= 1 if count > 0 else -1
    return day


some_days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 3, 1))


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Up to twelve tasks; whichever are over ended at any time, also out of turn."""
    nodes = []
    for number in range(draw(st.integers(1, 12))):
        parent_id = draw(st.none() | st.integers(0, number - 1)) if number else None
        over_on = draw(st.none() | some_days)
        nodes.append(
            Node(
                id=number,
                parent_id=parent_id,
                anchor=draw(st.sampled_from(Anchor)) if parent_id is not None else Anchor.OPENED,
                offset_days=draw(st.integers(-8, 15)),
                moved_days=draw(st.integers(0, 5)),
                is_blocking=draw(st.booleans()),
                due_on=draw(some_days) if over_on else None,
                over_on=over_on,
            )
        )
    return nodes


def by_hand(nodes: list[Node], node: Node, opened_on: dt.date, today: dt.date) -> tuple[dt.date, bool]:
    """The sentence of C1, read aloud."""
    if not node.is_open:
        return node.due_on, False
    parent = None if node.parent_id is None else nodes[node.parent_id]
    if parent is None or node.anchor is Anchor.OPENED:
        since, estimate = opened_on, False
    elif node.anchor is Anchor.PARENT_DUE:
        since, estimate = by_hand(nodes, parent, opened_on, today)
    elif parent.is_open:
        since, estimate = max(by_hand(nodes, parent, opened_on, today)[0], today), True
    else:
        since, estimate = parent.over_on, False
    return slowly(max(slowly(since, node.offset_days), slowly(opened_on, 0)), node.moved_days), estimate


@given(some_days, st.integers(-40, 40), st.integers(-40, 40))
def test_working_days_are_counted_as_on_paper_and_add_up(day, first, second):
    known = days()
    assert known.shift(day, first) == slowly(day, first)
    assert known.shift(known.shift(day, first), second) == known.shift(day, first + second)
    assert known.between(day, known.shift(day, first)) == first


def test_a_place_without_working_days_is_refused_and_does_not_count_for_ever():
    with pytest.raises(ValueError, match="no working day"):
        WorkingDays(lambda day: False).shift(OPENED, 1)


@given(trees(), some_days, some_days)
def test_every_date_is_what_the_rule_says(nodes, opened_on, today):
    found = dates(nodes, opened_on, days(), today=today)
    assert {node.id: (found[node.id].on, found[node.id].is_estimate) for node in nodes} == {
        node.id: by_hand(nodes, node, opened_on, today) for node in nodes
    }
    assert all(is_working(found[node.id].on) for node in nodes if node.is_open)


@given(trees(), some_days, st.data())
def test_ending_a_task_moves_its_open_descendants_alone_and_never_what_counts_from_its_due_date(nodes, opened_on, data):
    open_ones = [node.id for node in nodes if node.is_open]
    if not open_ones:
        return
    ended, before = data.draw(st.sampled_from(open_ones)), dates(nodes, opened_on, days())
    over = [replace(node, over_on=data.draw(some_days), due_on=before[ended].on) if node.id == ended else node for node in nodes]
    for move in moves(before, dates(over, opened_on, days())):
        assert nodes[move.task_id].is_open
        line = list(line_up(nodes, move.task_id))
        if move.task_id != ended:
            assert ended in line[1:]
            assert (
                any(nodes[each].anchor is Anchor.PARENT_DONE for each in line[: line.index(ended)] if not before[ended].is_estimate)
                or before[ended].is_estimate
            )


def line_up(nodes, task_id):
    """The task, its parent, and so on up to the root."""
    while task_id is not None:
        yield task_id
        task_id = nodes[task_id].parent_id


@given(trees(), some_days)
def test_what_is_done_on_the_day_makes_dates_firm_and_moves_none(nodes, opened_on):
    nodes = [replace(node, over_on=None, due_on=None) for node in nodes]
    before = dates(nodes, opened_on, days())
    over = [replace(node, over_on=before[0].on, due_on=before[0].on) if node.id == 0 else node for node in nodes]
    after = dates(over, opened_on, days())
    assert {key: due.on for key, due in before.items()} == {key: due.on for key, due in after.items()}
    assert not any(after[node.id].is_estimate for node in nodes if node.parent_id == 0)


@given(trees(), some_days, some_days, st.data())
def test_a_task_is_moved_to_the_day_that_was_asked_for(nodes, opened_on, wanted, data):
    chosen = data.draw(st.sampled_from(nodes))
    if not chosen.is_open:
        return
    count, known = days(), dates(nodes, opened_on, days())
    after = dates(
        [replace(node, moved_days=moved_to(node, known[node.id], wanted, count)) if node is chosen else node for node in nodes],
        opened_on,
        count,
    )
    assert after[chosen.id].on == count.on_or_after(wanted)
    assert all(chosen.id in line_up(nodes, move.task_id) for move in moves(known, after))


@given(trees(), some_days, st.integers(1, 30))
def test_a_tree_that_rested_moves_as_one(nodes, opened_on, rest):
    """Moving what begins anew moves everything that is open by as much, as long as nothing had come up against the opening day."""
    nodes = [replace(node, offset_days=abs(node.offset_days)) for node in nodes]
    parent = {node.id: None if node.parent_id is None else nodes[node.parent_id] for node in nodes}
    moved = [replace(node, moved_days=node.moved_days + rest) if begins_anew(node, parent[node.id]) else node for node in nodes]
    count = days()
    before, after = dates(nodes, opened_on, count), dates(moved, opened_on, count)
    for node in nodes:
        assert after[node.id].on == (count.shift(before[node.id].on, rest) if node.is_open else before[node.id].on)


@given(trees())
def test_a_blocking_task_holds_back_everything_open_below_it_until_it_is_over(nodes):
    found = held_back(nodes)
    for node in nodes:
        above = [each for each in list(line_up(nodes, node.id))[1:] if nodes[each].is_blocking and nodes[each].is_open]
        assert found.get(node.id) == (above[-1] if above and node.is_open else None)


def test_worked_example_with_a_public_holiday_between():
    """Opened on Friday 12 June 2026; Tuesday the 16th is Youth Day."""
    friday = dt.date(2026, 6, 12)
    call = Node(1, None, Anchor.OPENED, 0)
    tour = Node(2, 1, Anchor.PARENT_DONE, 2)
    remind = Node(3, 2, Anchor.PARENT_DUE, -1)
    found = dates([call, tour, remind], friday, days())
    assert [(found[n].on.day, found[n].is_estimate) for n in (1, 2, 3)] == [(12, False), (17, True), (15, True)]

    late = replace(call, over_on=dt.date(2026, 6, 15), due_on=friday)
    after = dates([late, tour, remind], friday, days())
    assert [(after[n].on.day, after[n].is_estimate) for n in (1, 2, 3)] == [(12, False), (18, False), (17, False)]
    assert [(move.task_id, move.before.on.day, move.after.on.day, move.after.basis) for move in moves(found, after)] == [
        (2, 17, 18, Basis.DONE),
        (3, 15, 17, Basis.DUE),
    ]


def test_an_estimate_is_never_over_because_its_parent_is():
    nodes = [Node(1, None, Anchor.OPENED, 0), Node(2, 1, Anchor.PARENT_DONE, 1), Node(3, 1, Anchor.PARENT_DUE, 1)]
    found = dates(nodes, OPENED, days(), today=dt.date(2026, 6, 10))
    assert [(found[n].on.day, found[n].is_estimate) for n in (1, 2, 3)] == [(1, False), (11, True), (2, False)]


def test_nothing_is_due_before_the_opportunity_was_opened():
    saturday = dt.date(2026, 6, 6)
    found = dates([Node(1, None, Anchor.OPENED, 1), Node(2, 1, Anchor.PARENT_DUE, -5, moved_days=1)], saturday, days())
    assert (found[1].on, found[2].on, found[2].was_early) == (dt.date(2026, 6, 9), dt.date(2026, 6, 9), True)


def test_a_tree_that_hangs_on_nothing_is_a_mistake_and_is_said():
    with pytest.raises(ValueError, match=r"\[1, 2\]"):
        dates([Node(1, 2, Anchor.PARENT_DUE, 0), Node(2, 1, Anchor.PARENT_DUE, 0)], OPENED, days())
