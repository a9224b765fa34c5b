"""What the operator has set about bookings, read at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Setting
from app.queries.debtors.policy import SETTING as DUNNING
from app.queries.debtors.policy import policy_of
from app.rules.cancellation import ALL, STEPS, CancellationPolicy
from app.rules.dunning import DunningPolicy
from app.rules.peak_hours import EVERY_DAY

HOUR = dt.timedelta(hours=1)
POLICIES = {
    "standard": CancellationPolicy(STEPS),
    "flexible": CancellationPolicy(((2 * HOUR, ALL),)),
    "strict": CancellationPolicy(((168 * HOUR, ALL), (48 * HOUR, Decimal(50)))),
}
NO_POLICY = "none"  # what is held is let go whenever, and nothing comes back once it is debited (rules.md 7)
PEAK_DAYS = {"every day": EVERY_DAY, "mon-sat": frozenset(range(6)), "mon-fri": frozenset(range(5))}
CHOICES = {
    "booking.grid_minutes": ("15", "30", "60"),
    "booking.advance_days": ("90", "14", "30", "60", "180", "365"),
    "booking.lead_minutes": ("0", "15", "30", "60", "120"),
    "booking.hold_minutes": ("10", "5", "15", "30"),
    "booking.no_show_minutes": ("never", "10", "15", "20", "30"),
    "booking.peak_days": tuple(PEAK_DAYS),
    "cancel.policy": (*POLICIES, NO_POLICY),
    "wallet.reserve_hours": ("24", "1", "4", "12", "48"),
    "wallet.convert_at_start": ("yes", "no"),
}  # the first of each is what holds until somebody sets another
STORED = select(func.jsonb_object_agg(Setting.name, Setting.value)).where(Setting.name.in_((*CHOICES, DUNNING))).scalar_subquery()


@dataclass(frozen=True, slots=True)
class HouseRules:
    """Spans are timedeltas; `policy` empty = what was debited never comes back; `no_show` empty = nobody is marked by itself."""

    grid: int
    advance: dt.timedelta
    lead: dt.timedelta
    hold: dt.timedelta
    no_show: dt.timedelta | None
    peak_days: frozenset[int]
    policy: CancellationPolicy | None
    reserve: dt.timedelta
    convert_at_start: bool
    dunning: DunningPolicy


def house_rules(session: Session) -> HouseRules:
    """One query for all of them."""
    return rules_of(session.scalar(select(STORED)))


def rules_of(found: dict[str, Any] | None) -> HouseRules:
    """From what STORED found, which may be a column of another query."""
    stored = found or {}
    said = {name: str(stored.get(name, choices[0])) for name, choices in CHOICES.items()}
    missed = said["booking.no_show_minutes"]
    return HouseRules(
        grid=int(said["booking.grid_minutes"]),
        advance=dt.timedelta(days=int(said["booking.advance_days"])),
        lead=dt.timedelta(minutes=int(said["booking.lead_minutes"])),
        hold=dt.timedelta(minutes=int(said["booking.hold_minutes"])),
        no_show=None if missed == "never" else dt.timedelta(minutes=int(missed)),
        peak_days=PEAK_DAYS[said["booking.peak_days"]],
        policy=POLICIES.get(said["cancel.policy"]),
        reserve=int(said["wallet.reserve_hours"]) * HOUR,
        convert_at_start=said["wallet.convert_at_start"] == "yes",
        dunning=policy_of(stored.get(DUNNING, {})),
    )
