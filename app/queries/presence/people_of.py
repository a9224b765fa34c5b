"""Whose place a location is: the people who may be visited there, and whom its desk may mean."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from app.models import FoyerUser, License, Organisation


def is_of(location_id: int) -> ColumnElement[bool]:
    """As a condition on FoyerUser: at home there, of an organisation that is, or by a license there, their own or the organisation's."""
    return or_(
        FoyerUser.location_id == location_id,
        FoyerUser.organisation_id.in_(select(Organisation.id).where(Organisation.location_id == location_id)),
        FoyerUser.id.in_(select(License.user_id).where(License.location_id == location_id)),
        FoyerUser.organisation_id.in_(select(License.organisation_id).where(License.location_id == location_id)),
    )
