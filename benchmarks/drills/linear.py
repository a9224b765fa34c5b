"""Is there one order of a history's operations, each between its beginning and its end, in which every answer is right? (Wing and Gong 1993, with Lowe's memory of states seen.)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

State = Any
NEVER = object()
"""What a model says of an operation that cannot have had its answer in this state."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on one thing. `begin` and `end` are nanoseconds of one clock; without an end it happened, but nobody heard when. `said` is its answer."""

    verb: str
    value: Any
    begin: int
    end: int | None
    said: Any = None


Model = Callable[[State, Op], State]


def is_linearizable(history: Sequence[Op], begin: State, model: Model) -> bool:
    """`model(state, op)` gives the state afterwards, or NEVER. States are hashable. Histories are short: those of one thing."""
    ops = sorted(history, key=lambda op: op.begin)
    seen: set[tuple[int, State]] = set()
    ways = [((1 << len(ops)) - 1, begin)]
    while ways:
        left, state = ways.pop()
        if not left:
            return True
        if (left, state) in seen:
            continue
        seen.add((left, state))
        for number in _next(ops, left):
            after = model(state, ops[number])
            if after is not NEVER:
                ways.append((left & ~(1 << number), after))
    return False


def _next(ops: Sequence[Op], left: int) -> list[int]:
    """What can come first of those that are left: it began before any of them had ended. What nobody heard of is tried last."""
    first_end, found, rest = inf, [], left
    while rest:
        lowest = rest & -rest
        number = lowest.bit_length() - 1
        if ops[number].begin > first_end:
            break
        found.append(number)
        end = ops[number].end
        first_end = min(first_end, inf if end is None else end)
        rest ^= lowest
    can = [number for number in found if ops[number].begin <= first_end]
    return sorted(can, key=lambda number: ops[number].end is not None)


def purse(balance: int, op: Op) -> State:
    """A wallet of so many cents, with no floor but zero: `out` (said: whether it went), `in`, `look` (said: the balance)."""
    if op.verb == "in":
        return balance + op.value
    if op.verb == "look":
        return balance if op.said == balance else NEVER
    enough = balance >= op.value
    if op.said != enough:
        return NEVER
    return balance - op.value if enough else balance


def slot(holder: str, op: Op) -> State:
    """An hour of a room; nobody's is "". `book` (value: by which key; said: whether it was got), `free` (value: whose key), `look` (said: by whose)."""
    if op.verb == "look":
        return holder if op.said == holder else NEVER
    if op.verb == "free":
        return "" if holder == op.value else NEVER
    if op.said != (holder == ""):
        return NEVER
    return op.value if holder == "" else holder
