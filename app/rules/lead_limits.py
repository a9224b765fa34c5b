"""How many enquiries may come from one place before we say stop (S3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PER_ADDRESS_HOUR = 5
PER_ADDRESS_DAY = 20
PER_EMAIL_DAY = 3
PER_FORM_HOUR = 60


class Limit(StrEnum):
    """What the counts say of the next post."""

    WITHIN = "within"
    STOP = "stop"  # answer 429
    FLOODED = "flooded"  # take it, into the quarantine


@dataclass(frozen=True, slots=True)
class Came:
    """Posts that were counted before this one, within the last 60 minutes or 24 hours."""

    from_address_hour: int = 0
    from_address_day: int = 0
    from_email_day: int = 0
    on_form_hour: int = 0


def limit_of(came: Came) -> Limit:
    """Whether one more is taken. A flood of the form never stops anybody: among sixty bots may be a person."""
    if came.from_address_hour >= PER_ADDRESS_HOUR or came.from_address_day >= PER_ADDRESS_DAY or came.from_email_day >= PER_EMAIL_DAY:
        return Limit.STOP
    return Limit.FLOODED if came.on_form_hour >= PER_FORM_HOUR else Limit.WITHIN
