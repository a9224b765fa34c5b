"""Whether print credit arrived whose answer was lost: PaperCut shows no comments, only balances (contracts.md 3, I10)."""

from __future__ import annotations

from enum import StrEnum


class Arrival(StrEnum):
    ARRIVED = "arrived"
    MISSING = "missing"
    UNCLEAR = "unclear"


def arrival(before: int, after: int, cents: int) -> Arrival:
    """`before` was the balance just before `cents` were to be added, `after` is it now. Anything else than one of the two amounts that
    the call can have left means that somebody printed or paid meanwhile, and is for a person: credit is never given twice on a guess.

    100.00 before, 50.00 to come     150.00 arrived · 100.00 missing · 149.20 unclear, somebody printed a page
    """
    if after == before + cents:
        return Arrival.ARRIVED
    return Arrival.MISSING if after == before else Arrival.UNCLEAR
