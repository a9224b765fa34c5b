"""Changes of address that wait for their second yes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import AddressChange
from app.models.address_change import ChangeState
from app.models.sign_in_token import LASTS, Purpose


def open_change(session: Session, user_id: int) -> AddressChange | None:
    """What this person has asked for, while its links still work."""
    since = clock.now() - LASTS[Purpose.ADDRESS_NEW]
    query = select(AddressChange).where(AddressChange.user_id == user_id, AddressChange.state == ChangeState.ASKED)
    return session.scalars(query.where(AddressChange.created_at > since)).one_or_none()
