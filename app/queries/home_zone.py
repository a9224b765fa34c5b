"""The time zone of where a person belongs, beside their row."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from app.models import FoyerUser, Location, Organisation
from app.models.user import user_location


def home_zone() -> ColumnElement[str]:
    """For a query of FoyerUser: as app.queries.letter_sender.home_of finds the place; UTC for who belongs to none."""
    own = select(Location.zone).where(Location.id == FoyerUser.location_id)
    theirs = (
        select(Location.zone)
        .join(Organisation, Organisation.location_id == Location.id)
        .where(Organisation.id == FoyerUser.organisation_id)
    )
    works = (
        select(Location.zone).join(user_location, user_location.c.location_id == Location.id).where(user_location.c.user_id == FoyerUser.id)
    )
    return func.coalesce(_one(own), _one(theirs), _one(works.order_by(Location.id).limit(1)), "UTC")


def _one(query: Select[str]) -> ColumnElement[str]:
    return query.correlate(FoyerUser).scalar_subquery()
