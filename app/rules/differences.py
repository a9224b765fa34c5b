"""Why an organisation's net differs from last month's invoice, by cause; the causes sum to the change exactly."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

from app.core.money import rounded
from app.rules.discounts import VOLUME, Factor, product
from app.rules.lines import LineKind, Role


class Cause(StrEnum):
    """Bars of the waterfall, in their order."""

    JOINED = "joined"
    LEFT = "left"
    DAYS = "days"
    PRICE = "price"
    ROLE = "role"
    VOLUME = "volume"
    DISCOUNT = "discount"
    USAGE = "usage"
    CORRECTION = "correction"


class ComparedLine(Protocol):
    """What is compared of a line, priced now or issued last month."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def price(self) -> int: ...
    @property
    def role(self) -> Role | str | None: ...
    @property
    def factors(self) -> tuple[Factor, ...]: ...
    @property
    def net(self) -> int: ...


Causes = dict[Cause, int]
Key = tuple[str, int]
Ratio = tuple[int, int]
SUBSCRIPTION = (LineKind.LICENSE, LineKind.RECURRING)


class Shape(NamedTuple):
    """A license's month as exact averages: share of the month, monthly price, what volume and other discounts leave.

    Ratios of whole numbers, not reduced: a price rise touches every license of a location at once.
    """

    share: Ratio
    price: Ratio
    volume: Ratio
    discount: Ratio
    roles: frozenset[str | None]
    net: int


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
                _compare(old, new, causes)
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
    """Licenses and recurring items by themselves; usage and corrections go straight to their cause."""
    grouped: dict[Key, list[ComparedLine]] = {}
    for line in lines:
        if line.kind in SUBSCRIPTION:
            grouped.setdefault((line.kind, line.id), []).append(line)
        else:
            _add(causes, Cause.CORRECTION if line.kind == LineKind.CORRECTION else Cause.USAGE, sign * line.net)
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


def _compare(old: list[ComparedLine], new: list[ComparedLine], causes: Causes) -> None:
    """Change one thing after another, days first; the last cent of rounding goes to the largest cause."""
    was, now = _shape(old), _shape(new)
    amounts = {
        Cause.DAYS: _cents(_less(now.share, was.share), was.price, was.volume, was.discount),
        Cause.PRICE if was.roles == now.roles else Cause.ROLE: _cents(now.share, _less(now.price, was.price), was.volume, was.discount),
        Cause.VOLUME: _cents(now.share, now.price, _less(now.volume, was.volume), was.discount),
        Cause.DISCOUNT: _cents(now.share, now.price, now.volume, _less(now.discount, was.discount)),
    }
    largest = max(amounts, key=lambda cause: abs(amounts[cause]))
    amounts[largest] += now.net - was.net - sum(amounts.values())
    for cause, amount in amounts.items():
        _add(causes, cause, amount)


def _shape(lines: list[ComparedLine]) -> Shape:
    if len(lines) == 1:
        line = lines[0]
        volume, discount = _leaves(line.factors)
        return Shape((line.days, line.of), (line.price, 1), volume, discount, frozenset((line.role,)), line.net)
    share = base = after_volume = after_all = Fraction(0)
    for line in lines:
        part = Fraction(line.days, line.of)
        listed = line.price * part
        volume, discount = _leaves(line.factors)
        share += part
        base += listed
        after_volume += listed * Fraction(*volume)
        after_all += listed * Fraction(*volume) * Fraction(*discount)
    return Shape(
        share.as_integer_ratio(),
        (base / share).as_integer_ratio(),
        (after_volume / base if base else Fraction(1)).as_integer_ratio(),
        (after_all / after_volume if after_volume else Fraction(1)).as_integer_ratio(),
        frozenset(line.role for line in lines),
        sum(line.net for line in lines),
    )


@lru_cache(maxsize=1024)
def _leaves(factors: tuple[Factor, ...]) -> tuple[Ratio, Ratio]:
    """What volume leaves of a price, and what the other factors leave of that."""
    volume = product(each for each in factors if each.rule == VOLUME)
    return volume.as_integer_ratio(), product(each for each in factors if each.rule != VOLUME).as_integer_ratio()


def _less(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[1] - other[0] * one[1], one[1] * other[1]


def _cents(one: Ratio, two: Ratio, three: Ratio, four: Ratio) -> int:
    return rounded(one[0] * two[0] * three[0] * four[0], one[1] * two[1] * three[1] * four[1])


def _add(causes: Causes, cause: Cause, amount: int) -> None:
    if amount:
        causes[cause] = causes.get(cause, 0) + amount
