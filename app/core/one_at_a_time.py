"""Who does what no row stands for yet, or what is counted before it is written, does it alone."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def one_at_a_time(session: Session, what: str) -> None:
    """Waits until nobody else is at what these words name; others wait until this transaction ends. Words that share their hash wait for each other, which
    costs time alone.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
