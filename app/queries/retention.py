"""How long each kind of record is kept: what operators chose, in months or days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.queries.settings import setting

# The term that holds until somebody chooses another, and what may be chosen.
TERMS: dict[str, tuple[str, ...]] = {
    "retention.letters": ("6 months", "3 months", "12 months", "24 months"),
    "retention.web_log": ("90 days", "30 days", "180 days"),
    "retention.audit": ("7 years", "5 years", "10 years"),
    "retention.documents": ("7 years", "5 years", "10 years"),
    "retention.jobs": ("30 days", "7 days", "90 days"),
    "retention.wifi": ("6 months", "1 month", "3 months", "12 months"),
    "retention.sign_ups": ("90 days", "30 days", "180 days"),
    "retention.exports": ("7 days", "1 day", "3 days"),
}
DAYS = {"day": 1, "month": 30, "year": 365}
MONTHS = {"month": 1, "year": 12}


def term(session: Session, name: str) -> str:
    """As chosen: "6 months"."""
    return str(setting(session, name, TERMS[name][0]))


def kept_for(session: Session, name: str) -> dt.timedelta:
    """A month counts 30 days here, which nobody's rights hang on."""
    number, unit = term(session, name).split()
    return dt.timedelta(days=int(number) * DAYS[unit.rstrip("s")])


def kept_months(session: Session, name: str) -> int:
    """For terms of law, by the calendar."""
    number, unit = term(session, name).split()
    return int(number) * MONTHS[unit.rstrip("s")]
