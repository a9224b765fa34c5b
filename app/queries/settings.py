"""What operators set daily: rows of `setting`, each with a default where it is read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Setting

YES, NO = "yes", "no"


def setting(session: Session, name: str, default: Any) -> Any:
    """The stored value, or the default when nobody set one."""
    found = session.scalar(select(Setting.value).where(Setting.name == name))
    return default if found is None else found


def says_yes(session: Session, name: str) -> bool:
    """Of a switch that is on until somebody says no."""
    return bool(setting(session, name, YES) == YES)
