"""Take a suspension back."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.wifi.account_name import locked_name

# not only `Reject`: an Auth-Type of somebody else's, such as Accept, would let in without a password
FREE = text("DELETE FROM radius.radcheck WHERE username = :name AND attribute = 'Auth-Type'")


def resume(session: Session, username: str) -> None:
    """The password, group and end are as they were. Resuming who is not suspended changes nothing. Raises Refused for an impossible name."""
    session.execute(FREE, {"name": locked_name(session, username)})
