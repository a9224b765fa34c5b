"""The causes of change that a waterfall shows, and what is compared of a line."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from app.rules.discounts import Factor
from app.rules.lines import Role


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
    DEPOSIT = "deposit"


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
