"""Who is mailed when Foyer turns red, and when it is well again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import NETWORK_ADMIN
from app.models import FoyerUser
from app.models.user import Role
from app.queries.settings import setting

SETTING = "health.mail_to"


def chosen_addresses(session: Session) -> list[str]:
    """As somebody set them; empty: nobody did."""
    return list(setting(session, SETTING, []))


def mail_to(session: Session) -> list[str]:
    """Those addresses, else the network admins of the whole network."""
    if chosen := chosen_addresses(session):
        return chosen
    people = select(FoyerUser).where(FoyerUser.active, FoyerUser.roles.any(Role.name == NETWORK_ADMIN)).order_by(FoyerUser.id)
    return list(dict.fromkeys(person.email.lower() for person in session.scalars(people) if not person.locations))
