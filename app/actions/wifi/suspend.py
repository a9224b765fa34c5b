"""Refuse an account's log-ins, whatever else the tables say about it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.wifi.account_name import locked_name
from app.actions.wifi.put_account import CHECK


def suspend(session: Session, username: str) -> None:
    """From the commit on; who is online stays until the access point is told (`Nas.disconnect`).

    A suspension may be written before its account, and holds when that one comes. Raises Refused for an impossible name.
    """
    session.execute(CHECK, {"name": locked_name(session, username), "attribute": "Auth-Type", "value": "Reject"})
