"""How a person gets into the WiFi, for the letter that welcomes them: the account as it is kept, password sealed."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Access, Location
from app.models.access import AccessState
from app.rules.access import System


class SealedLogin(NamedTuple):
    """`sealed_password` is None while the account is still being made."""

    network: str
    username: str
    sealed_password: bytes | None


def wifi_login(session: Session, user_id: int) -> SealedLogin | None:
    """None for somebody who has no WiFi account and gets none now."""
    query = (
        select(Location.wifi_network, Access.username, Access.sealed_password)
        .outerjoin(Location, Location.id == Access.location_id)
        .where(Access.user_id == user_id, Access.system == System.WIFI, Access.state.not_in((AccessState.GONE, AccessState.FAILED)))
    )
    row = session.execute(query).one_or_none()
    return None if row is None else SealedLogin(row[0] or "", row[1], row[2])
