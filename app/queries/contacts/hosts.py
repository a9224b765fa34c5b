"""Who may receive a visitor: the staff of a location, and those who work everywhere."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from app.access.staff import is_staff
from app.models import FoyerUser
from app.models.user import user_location


def hosts_at(location_id: int) -> Select[int, str, str]:
    """Rows of id, first name, last name, by name."""
    at_all = select(user_location.c.user_id)
    there = select(user_location.c.user_id).where(user_location.c.location_id == location_id)
    return (
        select(FoyerUser.id, FoyerUser.first_name, FoyerUser.last_name)
        .where(FoyerUser.active, is_staff(), or_(FoyerUser.id.in_(there), FoyerUser.id.not_in(at_all)))
        .order_by(FoyerUser.first_name, FoyerUser.last_name)
    )
