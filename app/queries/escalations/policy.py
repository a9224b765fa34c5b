"""How the whole network's prices rise: by how much, rounded to what, when, and how long before it is proposed and told (P6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Setting
from app.queries.settings import NO, YES
from app.rules.escalation import EscalationPolicy

PERCENT, STEP, NEXT_MONTH, LEAD, LETTER = (
    "escalation.percent",
    "escalation.round_to",
    "escalation.next_month_start",
    "escalation.propose_days",
    "escalation.letter_days",
)
MONTH = "escalation.month"
NEVER, OWN_DAY = "never", "own_day"
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
STEPS = {"1c": 1, "R1": 100, "R5": 500, "R10": 1000}
CHOICES = {
    PERCENT: ("8", "0", "3", "4", "5", "6", "7", "9", "10", "12"),
    STEP: tuple(STEPS),
    NEXT_MONTH: (NO, YES),
    MONTH: (OWN_DAY, *MONTHS),
    LEAD: ("90", "30", "45", "60", "75", "120", "180"),
    LETTER: ("60", "14", "30", "45", "90", "120", NEVER),
}  # the first of each is what holds until somebody sets another


@dataclass(frozen=True, slots=True)
class EscalationSettings:
    """`lead` is how long before its day a rise is proposed; `letter` how long before the price holds who pays is told, None for never."""

    usual: EscalationPolicy
    lead: dt.timedelta
    letter: dt.timedelta | None

    def of(self, percent: Decimal | None) -> EscalationPolicy:
        """With a percent of its own, where one was agreed."""
        return self.usual if percent is None else replace(self.usual, percent=percent)


def escalation_settings(session: Session) -> EscalationSettings:
    """One query for all of them. A letter that would come before its proposal goes with the approval."""
    stored: dict[str, str] = dict(session.execute(select(Setting.name, Setting.value).where(Setting.name.in_(CHOICES))).all())
    said = {name: stored.get(name, choices[0]) for name, choices in CHOICES.items()}
    return EscalationSettings(
        EscalationPolicy(Decimal(said[PERCENT]), STEPS[said[STEP]], said[NEXT_MONTH] == YES, _number_of(said[MONTH])),
        dt.timedelta(days=int(said[LEAD])),
        None if said[LETTER] == NEVER else dt.timedelta(days=int(said[LETTER])),
    )


def _number_of(month: str) -> int | None:
    return MONTHS.index(month) + 1 if month in MONTHS else None
