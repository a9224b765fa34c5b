"""What PayFast answered when somebody last asked whether it knows the account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.queries.settings import setting

SETTING = "set_up.cards"


@dataclass(frozen=True, slots=True)
class CardsAsked:
    """`answered_at` is None while nothing came back; `trouble` is a sentence where it was no."""

    asked_at: dt.datetime
    answered_at: dt.datetime | None
    trouble: str


def cards_asked(session: Session) -> CardsAsked | None:
    found = setting(session, SETTING, None)
    if found is None:
        return None
    answered = found["answered_at"]
    return CardsAsked(
        dt.datetime.fromisoformat(found["asked_at"]), dt.datetime.fromisoformat(answered) if answered else None, found["trouble"]
    )
