"""Why an organisation's net differs from last month's invoice, by cause; the causes sum to the change exactly."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from app.rules.causes import Cause, Causes, ComparedLine
from app.rules.change_of_license import change_of_license
from app.rules.lines import LineKind

Key = tuple[str, int]
SUBSCRIPTION = (LineKind.LICENSE, LineKind.RECURRING)
AT_ONCE: dict[str, Cause] = {LineKind.CORRECTION: Cause.CORRECTION, LineKind.DEPOSIT: Cause.DEPOSIT}

__all__ = ["Cause", "Causes", "ComparedLine", "differences", "together"]


def differences(before: Sequence[ComparedLine], now: Sequence[ComparedLine], stayed: Container[Key] = frozenset()) -> Causes:
    """Cents by cause, only those that are not zero, in the order of Cause.

    `stayed` names the (kind, id) held in both months though one of them bills nothing, as a pause does: days, not joined or left.
    """
    causes: Causes = {}
    if len(before) == len(now) and all(map(_is_unchanged, before, now)):
        return causes
    then, present = _by_key(before, causes, -1), _by_key(now, causes, 1)
    for key in then.keys() | present.keys():
        old, new = then.get(key), present.get(key)
        if old and new:
            if not (len(old) == len(new) == 1 and _is_unchanged(old[0], new[0])):
                for cause, amount in change_of_license(old, new).items():
                    _add(causes, cause, amount)
        elif new:
            _add(causes, Cause.DAYS if key in stayed else Cause.JOINED, sum(line.net for line in new))
        elif old:
            _add(causes, Cause.DAYS if key in stayed else Cause.LEFT, -sum(line.net for line in old))
    return {cause: causes[cause] for cause in Cause if causes.get(cause)} if causes else causes


def together(organisations: Iterable[Mapping[Cause, int]]) -> Causes:
    """The causes of many organisations added up, for the waterfall of a run."""
    causes: Causes = {}
    for each in organisations:
        for cause, amount in each.items():
            _add(causes, cause, amount)
    return {cause: causes[cause] for cause in Cause if causes.get(cause)}


def _by_key(lines: Iterable[ComparedLine], causes: Causes, sign: int) -> dict[Key, list[ComparedLine]]:
    """Licenses and recurring items by themselves; usage, corrections and deposits go straight to their cause."""
    grouped: dict[Key, list[ComparedLine]] = {}
    for line in lines:
        if line.kind in SUBSCRIPTION:
            grouped.setdefault((line.kind, line.id), []).append(line)
        else:
            _add(causes, AT_ONCE.get(line.kind, Cause.USAGE), sign * line.net)
    return grouped


def _is_unchanged(one: ComparedLine, other: ComparedLine) -> bool:
    """A whole month billed like the whole month before: what most licenses are."""
    return (
        one.id == other.id
        and one.net == other.net
        and one.price == other.price
        and one.kind == other.kind
        and one.kind in SUBSCRIPTION
        and one.days == one.of
        and other.days == other.of
        and one.factors == other.factors
    )


def _add(causes: Causes, cause: Cause, amount: int) -> None:
    if amount:
        causes[cause] = causes.get(cause, 0) + amount
