"""How long proposals stand, when they are reminded of, and how much sales may give away: what operators chose."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.settings import setting

VALID, REMIND, GIVE = "proposal.valid_days", "proposal.remind_days", "proposal.most_percent_off"
NEVER, ANY = "never", "any"
VALID_CHOICES = ("14", "7", "10", "21", "30")
REMIND_CHOICES = ("3", NEVER, "1", "2", "5", "7")
GIVE_CHOICES = (ANY, "0", "5", "10", "15", "20", "25", "30", "50")


def valid_days(session: Session) -> int:
    """From the day on which a draft is made."""
    return int(setting(session, VALID, VALID_CHOICES[0]))


def remind_days(session: Session) -> int | None:
    """Before the last day; None for never."""
    chosen = setting(session, REMIND, REMIND_CHOICES[0])
    return None if chosen == NEVER else int(chosen)


def most_percent_off(session: Session) -> int | None:
    """Beyond it somebody sends who may set prices; None for no such limit."""
    chosen = setting(session, GIVE, GIVE_CHOICES[0])
    return None if chosen == ANY else int(chosen)
