"""Take an account out of the tables; what it used and when it was online stays."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.wifi.account_name import locked_name

GONE = [text(f"DELETE FROM radius.{table} WHERE username = :name") for table in ("radcheck", "radreply", "radusergroup")]  # noqa: S608


def remove(session: Session, username: str) -> None:
    """Its suspension goes as well. Removing what is not there changes nothing. Raises Refused for an impossible name."""
    name = locked_name(session, username)
    for statement in GONE:
        session.execute(statement, {"name": name})
