"""How warm a lead is, and what warms and cools it (C2, S5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

SILENCE = dt.timedelta(days=14)


class Heat(StrEnum):
    """The words of the sales team."""

    COLD = "cold"
    MILD = "mild"
    HOT = "hot"


class Warming(StrEnum):
    """What people do that warms a lead."""

    WROTE_AGAIN = "wrote_again"
    REPLIED = "replied"
    VISITED = "visited"
    OPENED_PROPOSAL = "opened_proposal"


RISING = (Heat.COLD, Heat.MILD, Heat.HOT)
AT_LEAST: dict[Warming, Heat] = {
    Warming.WROTE_AGAIN: Heat.MILD,
    Warming.REPLIED: Heat.MILD,
    Warming.VISITED: Heat.MILD,
    Warming.OPENED_PROPOSAL: Heat.HOT,
}


def warmed(heat: Heat, cause: Warming) -> Heat:
    """The heat after that happened; it never cools a lead."""
    return max(heat, AT_LEAST[cause], key=RISING.index)


def cooled(heat: Heat, *, quiet_since: dt.datetime, now: dt.datetime) -> Heat:
    """One step colder when the silence reached 14 days, else the same.

    `quiet_since` is the last activity or the last cooling, whichever is later: each 14 days take one step.
    """
    return RISING[max(RISING.index(heat) - 1, 0)] if now - quiet_since >= SILENCE else heat
