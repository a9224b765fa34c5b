"""Make the delivery of a letter to a person. The mail habits of a location keep back invitations, and no letter that an account hangs on."""

from __future__ import annotations

from sqlalchemy import func, select

from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, FoyerUser, SignInToken
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import home_of
from app.work import Work


def want_letter(work: Work, user: FoyerUser, kind: DeliveryKind, *, address: str = "", token: SignInToken | None = None) -> Delivery:
    """One letter, sent once. The person's row is locked: letters of a kind are counted, and the count is part of the key."""
    location = home_of(user)
    way = habits(location if _obeys_habits(user, kind) else None, address or user.email)
    earlier = select(func.count()).select_from(Delivery).where(Delivery.user_id == user.id, Delivery.kind == kind)
    key = f"{kind.value}-person-{user.id}-{(work.session.scalar(earlier) or 0) + 1}"
    return want_one(work, kind, key, location, way, user_id=user.id, token_id=token.id if token is not None else None)


def _obeys_habits(user: FoyerUser, kind: DeliveryKind) -> bool:
    """Only an invitation to somebody who never came in.

    Whoever uses an account must get back into it by mail, and a link to a new password must reach nobody else's mailbox.
    """
    return kind is DeliveryKind.WELCOME and user.last_login is None
