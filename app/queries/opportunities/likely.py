"""How likely an opportunity of each stage is to be won, in percent, as the network has set it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.settings import setting
from app.rules.forecast import LIKELY

SETTING = "sales.likely"


def likely(session: Session) -> dict[str, int]:
    """By open stage; a stage that nobody set has its usual percent."""
    stored = setting(session, SETTING, {})
    return {stage: int(stored.get(stage, usual)) for stage, usual in LIKELY.items()}
