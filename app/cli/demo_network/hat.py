"""The seeded hat that everything about customers is drawn from, and what is drawn so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from app.cli.demo_network.rows import Tables
from app.core.month import Month

SEED = 20_200_101
HISTORY = 14
FILES = ("organisations", "users", "licenses", "discounts", "line_items", "opening_balances", "deposits", "adhocs")


@dataclass
class Hat:
    """What is drawn so far; the same month always draws the same network."""

    this_month: Month
    random: Random
    tables: Tables = field(default_factory=lambda: {name: [] for name in FILES})
    offices: dict[str, int] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def day(self, month: Month) -> dt.date:
        """Most people start on the first, some when it suits them."""
        return month.first if self.random.random() < 0.7 else month.first + dt.timedelta(days=self.random.randrange(1, month.days))
