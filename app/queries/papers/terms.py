"""How long proposals stand, and when they are reminded of: what operators chose."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.settings import setting

VALID, REMIND = "proposal.valid_days", "proposal.remind_days"
NEVER = "never"
VALID_CHOICES = ("14", "7", "10", "21", "30")
REMIND_CHOICES = ("3", NEVER, "1", "2", "5", "7")


def valid_days(session: Session) -> int:
    """From the day on which a draft is made."""
    return int(setting(session, VALID, VALID_CHOICES[0]))


def remind_days(session: Session) -> int | None:
    """Before the last day; None for never."""
    chosen = setting(session, REMIND, REMIND_CHOICES[0])
    return None if chosen == NEVER else int(chosen)
