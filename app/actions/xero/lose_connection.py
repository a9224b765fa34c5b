"""Xero has ended a connection: it is marked, and who can connect it again gets a mail (contracts.md 2.1, T3)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.role_grants import granting
from app.actions.deliveries.to_person import want_letter
from app.models import FoyerUser, XeroConnection
from app.models.delivery import DeliveryKind
from app.models.user import Role
from app.models.xero_connection import XeroState
from app.work import transaction


def lose_connection(connection_id: int, *, by: Actor) -> None:
    """One mail to each, once: not again while it waits."""
    with transaction(by=by) as work:
        connection = work.lock(XeroConnection, connection_id)
        if connection.state is XeroState.RECONNECT:
            return
        connection.state = XeroState.RECONNECT
        able = granting(work.session, Permission.XERO_WRITE)
        people = select(FoyerUser).where(FoyerUser.active, FoyerUser.roles.any(Role.name.in_(able))).order_by(FoyerUser.id)
        for person in work.session.scalars(people.with_for_update(of=FoyerUser)).all():
            if not person.locations:  # connecting is for who looks after the whole network
                want_letter(work, person, DeliveryKind.XERO_LOST)
