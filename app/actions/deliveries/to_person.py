"""Make the delivery of a letter to a person. The mail habits of a location keep back invitations, and no letter that an account hangs on."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.actions.deliveries.prepare import message_id_of
from app.actions.deliveries.wanted import DeliveryWanted
from app.models import Delivery, FoyerUser, Location, SignInToken
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.location import MailMode
from app.queries.letter_sender import home_of
from app.work import Work


def want_letter(work: Work, user: FoyerUser, kind: DeliveryKind, *, address: str = "", token: SignInToken | None = None) -> Delivery:
    """One letter, sent once. The person's row is locked: letters of a kind are counted, and the count is part of the key."""
    location = home_of(user)
    to, state, reason = habits(location if _obeys_habits(user, kind) else None, address or user.email)
    earlier = select(func.count()).select_from(Delivery).where(Delivery.user_id == user.id, Delivery.kind == kind)
    key = f"{kind.value}-person-{user.id}-{(work.session.scalar(earlier) or 0) + 1}"
    row = Delivery(
        user_id=user.id,
        token_id=token.id if token is not None else None,
        location_id=location.id if location is not None else None,
        kind=kind,
        address=to,
        key=key,
        message_id=message_id_of(key, location),
        state=state,
        reason=reason,
    )
    work.add(row)
    if state is DeliveryState.TODO:
        work.emit(DeliveryWanted(row.id))
    return row


def habits(location: Location | None, address: str) -> tuple[str, DeliveryState, str]:
    """Where a letter goes, whether it does, and why not to whom it is written: a silent location sends none, a redirected one to one address."""
    address = address.lower()
    if location is not None and location.mail_mode is MailMode.SILENT:
        return address, DeliveryState.WITHHELD, _("%(location)s sends no mail.", location=location.name)
    if location is not None and location.mail_mode is MailMode.REDIRECT:
        return (location.redirect_email or "").lower(), DeliveryState.TODO, _("Instead of %(addresses)s.", addresses=address)
    return address, DeliveryState.TODO, ""


def _obeys_habits(user: FoyerUser, kind: DeliveryKind) -> bool:
    """Only an invitation to somebody who never came in.

    Whoever uses an account must get back into it by mail, and a link to a new password must reach nobody else's mailbox.
    """
    return kind is DeliveryKind.WELCOME and user.last_login is None
