"""Make the delivery of a letter to a person. The mail habits of a location keep back invitations, and no letter that an account hangs on."""

from __future__ import annotations

from uuid import uuid4

from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, FoyerUser, SignInToken
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import home_of
from app.work import Work


def want_letter(work: Work, user: FoyerUser, kind: DeliveryKind, *, address: str = "", token: SignInToken | None = None) -> Delivery:
    """One letter, sent once; whoever asks holds what it is told of. Letters go after their term, and no key comes back: a receiver drops the second of two with one Message-ID."""
    location = home_of(user)
    way = habits(location if _obeys_habits(user, kind) else None, address or user.email)
    key = f"{kind.value}-person-{user.id}-{uuid4().hex}"
    return want_one(work, kind, key, location, way, user_id=user.id, token_id=token.id if token is not None else None)


def _obeys_habits(user: FoyerUser, kind: DeliveryKind) -> bool:
    """Only an invitation to somebody who never came in.

    Whoever uses an account must get back into it by mail, and a link to a new password must reach nobody else's mailbox.
    """
    return kind is DeliveryKind.WELCOME and user.last_login is None
