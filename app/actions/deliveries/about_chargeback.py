"""Make the deliveries that tell staff of a chargeback: to who looks after the money of that location, and by itself nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.access.permissions import Permission
from app.access.role_grants import granting
from app.access.roles import NETWORK_ADMIN
from app.actions.deliveries.letter import want_one
from app.models import FoyerUser, Location, Refund
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.user import Role, user_location
from app.work import Work


def want_chargeback_letters(work: Work, refund: Refund) -> None:
    """One letter to each, once, whatever mails the location sends to its customers; where nobody else could act, the network's admins get it."""
    location = work.get(Location, refund.location_id)
    able = granting(work.session, Permission.PAYMENT_WRITE) - {NETWORK_ADMIN}
    for person in _people(work, location.id, sorted(able)) or _people(work, location.id, (NETWORK_ADMIN,)):
        address = person.email.lower()
        key = f"{DeliveryKind.CHARGEBACK.value}-{refund.id}-{address}"
        want_one(work, DeliveryKind.CHARGEBACK, key, location, (address, DeliveryState.TODO, ""), refund_id=refund.id, user_id=person.id)


def _people(work: Work, location_id: int, roles: Sequence[str]) -> Sequence[FoyerUser]:
    theirs = select(user_location.c.user_id).where(user_location.c.user_id == FoyerUser.id)
    sees = or_(~theirs.exists(), theirs.where(user_location.c.location_id == location_id).exists())
    return work.session.scalars(
        select(FoyerUser).where(FoyerUser.active, FoyerUser.roles.any(Role.name.in_(roles)), sees).order_by(FoyerUser.id)
    ).all()
