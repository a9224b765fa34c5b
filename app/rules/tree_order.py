"""The order of a tree that stands in a list: parents before their children, each branch together; and how people move one about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of the list: its id, and the row that it hangs on."""

    id: int
    parent_id: int | None


class Way(StrEnum):
    """`inward`: under the one above it; `outward`: beside the one that it hangs on."""

    UP = "up"
    DOWN = "down"
    INWARD = "inward"
    OUTWARD = "outward"


Tree = defaultdict[int | None, list[int]]


def flat(rows: Iterable[Branch]) -> list[Branch]:
    """All rows, each followed by what hangs on it; siblings keep their order."""
    return _flat(_tree(rows))


def below(rows: Iterable[Branch], row_id: int) -> list[int]:
    """What hangs on a row, in any generation, in order."""
    return [each.id for each in _flat(_tree(rows), row_id)]


def depths(rows: Iterable[Branch]) -> dict[int, int]:
    """How far each is indented; 0 for those that hang on nothing. Parents come before their children."""
    found: dict[int, int] = {}
    for row in rows:
        found[row.id] = 0 if row.parent_id is None else found[row.parent_id] + 1
    return found


def can(rows: Iterable[Branch], row_id: int, way: Way) -> bool:
    """Whether there is anywhere to go."""
    rows = list(rows)
    return moved(rows, row_id, way) != flat(rows)


def moved(rows: Iterable[Branch], row_id: int, way: Way) -> list[Branch]:
    """The list after a row, with all that hangs on it, went one step; the same where it cannot."""
    rows = list(rows)
    tree, parents = _tree(rows), {row.id: row.parent_id for row in rows}
    STEPS[way](tree, parents, row_id)
    return _flat(tree)


def _swap(by: int) -> Callable[[Tree, dict[int, int | None], int], None]:
    def step(tree: Tree, parents: dict[int, int | None], row_id: int) -> None:
        siblings = tree[parents[row_id]]
        at = siblings.index(row_id)
        if 0 <= at + by < len(siblings):
            siblings[at], siblings[at + by] = siblings[at + by], siblings[at]

    return step


def _inward(tree: Tree, parents: dict[int, int | None], row_id: int) -> None:
    siblings = tree[parents[row_id]]
    at = siblings.index(row_id)
    if at:
        siblings.remove(row_id)
        tree[siblings[at - 1]].append(row_id)


def _outward(tree: Tree, parents: dict[int, int | None], row_id: int) -> None:
    parent = parents[row_id]
    if parent is not None:
        tree[parent].remove(row_id)
        around = tree[parents[parent]]
        around.insert(around.index(parent) + 1, row_id)


STEPS = {Way.UP: _swap(-1), Way.DOWN: _swap(1), Way.INWARD: _inward, Way.OUTWARD: _outward}


def _tree(rows: Iterable[Branch]) -> Tree:
    tree: Tree = defaultdict(list)
    for row in rows:
        tree[row.parent_id].append(row.id)
    return tree


def _flat(tree: Tree, root: int | None = None) -> list[Branch]:
    found: list[Branch] = []
    waiting = [Branch(each, root) for each in reversed(tree[root])]
    while waiting:
        row = waiting.pop()
        found.append(row)
        waiting += [Branch(each, row.id) for each in reversed(tree[row.id])]
    return found
