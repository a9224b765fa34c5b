"""Why an organisation's net differs from last month's invoice, by cause; the causes sum to the change exactly."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Protocol

from app.core.money import rounded
from app.rules.discounts import VOLUME, Factor, product, remainder
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
SUBSCRIPTION = (LineKind.LICENSE, LineKind.RECURRING)


class Shape(NamedTuple):
    """A license's month as exact averages: share of the month, monthly price, what volume and other discounts leave."""

    share: Fraction
    price: Fraction
    volume: Fraction
    discount: Fraction
    roles: frozenset[str | None]
    net: int


def differences(before: Iterable[ComparedLine], now: Iterable[ComparedLine], stayed: Container[Key] = frozenset()) -> Causes:
    """Cents by cause, only those that are not zero, in the order of Cause.

    `stayed` names the (kind, id) held in both months though one of them bills nothing, as a pause does: days, not joined or left.
    """
    causes: Causes = {}
    then, present = _by_key(before, causes, -1), _by_key(now, causes, 1)
    for key in then.keys() | present.keys():
        old, new = then.get(key), present.get(key)
        if old and new:
            if not _same(old, new):
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


def _same(old: list[ComparedLine], new: list[ComparedLine]) -> bool:
    if len(old) != 1 or len(new) != 1:
        return False
    one, other = old[0], new[0]
    whole = one.days == one.of and other.days == other.of
    return whole and one.net == other.net and one.price == other.price and one.factors == other.factors


def _compare(old: list[ComparedLine], new: list[ComparedLine], causes: Causes) -> None:
    """Change one thing after another, days first; the last cent of rounding goes to the largest cause."""
    was, now = _shape(old), _shape(new)
    steps = [
        (Cause.DAYS, (now.share - was.share) * was.price * was.volume * was.discount),
        (Cause.PRICE if was.roles == now.roles else Cause.ROLE, now.share * (now.price - was.price) * was.volume * was.discount),
        (Cause.VOLUME, now.share * now.price * (now.volume - was.volume) * was.discount),
        (Cause.DISCOUNT, now.share * now.price * now.volume * (now.discount - was.discount)),
    ]
    for cause, exact in steps:
        _add(causes, cause, rounded(exact.numerator, exact.denominator))
    rest = now.net - was.net - sum(rounded(exact.numerator, exact.denominator) for _, exact in steps)
    largest = max(steps, key=lambda step: abs(step[1]))
    _add(causes, largest[0], rest)


def _shape(lines: list[ComparedLine]) -> Shape:
    share = base = after_volume = after_all = Fraction(0)
    for line in lines:
        part = Fraction(line.days, line.of)
        listed = line.price * part
        volume = _volume(line.factors)
        share += part
        base += listed
        after_volume += listed * volume
        after_all += listed * product(line.factors)
    return Shape(
        share,
        base / share,
        after_volume / base if base else Fraction(1),
        after_all / after_volume if after_volume else Fraction(1),
        frozenset(line.role for line in lines),
        sum(line.net for line in lines),
    )


def _volume(factors: tuple[Factor, ...]) -> Fraction:
    return next((remainder(each.percent) for each in factors if each.rule == VOLUME), remainder(Decimal(0)))


def _add(causes: Causes, cause: Cause, amount: int) -> None:
    if amount:
        causes[cause] = causes.get(cause, 0) + amount
