"""Ask for another mail address: a link to the new one, and one to the old that confirms or stops it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.accounts.right_password import right_password
from app.actions.accounts.tokens import new_token
from app.actions.deliveries.to_person import want_letter
from app.actions.emails import one_address
from app.core import clock
from app.core.errors import Refused
from app.models import AddressChange, FoyerUser
from app.models.address_change import ChangeState
from app.models.delivery import DeliveryKind
from app.models.sign_in_token import Purpose
from app.work import Work, transaction

MOST = 3
WITHIN = dt.timedelta(hours=1)


def change_address(user_id: int, address: str, *, password: str, by: Actor) -> AddressChange:
    """Ends an earlier wish. Raises Refused at `present` for a wrong password, at `address` for one that cannot be or is somebody's,
    and after three wishes in an hour: each is a mail to an address that may be a stranger's.
    """
    right_password(user_id, password, by=by)
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        wanted = one_address(address, field="address").lower()
        if not wanted or wanted == user.email.lower():
            raise Refused(_("Which address do you want instead of the present one?"), field="address")
        require_free(work, user, wanted)
        _require_patience(work, user)
        _end_earlier(work, user)
        change = work.add(AddressChange(user_id=user.id, old_address=user.email, new_address=wanted))
        for purpose, to in ((Purpose.ADDRESS_NEW, wanted), (Purpose.ADDRESS_OLD, user.email)):
            want_letter(work, user, DeliveryKind.ADDRESS_CHANGE, address=to, token=new_token(work, user, purpose, change=change))
    return change


def require_free(work: Work, user: FoyerUser, address: str) -> None:
    """Raises Refused at `address` when somebody else has it, in whatever letters."""
    taken = select(FoyerUser.id).where(func.lower(FoyerUser.email) == address, FoyerUser.id != user.id)
    if work.session.scalar(taken) is not None:
        raise Refused(_("Somebody already has this address."), field="address")


def _require_patience(work: Work, user: FoyerUser) -> None:
    lately = select(func.count()).select_from(AddressChange)
    lately = lately.where(AddressChange.user_id == user.id, AddressChange.created_at > clock.now() - WITHIN)
    if (work.session.scalar(lately) or 0) >= MOST:
        raise Refused(_("You have asked for several addresses already. Try again in an hour."))


def _end_earlier(work: Work, user: FoyerUser) -> None:
    open_ones = select(AddressChange).where(AddressChange.user_id == user.id, AddressChange.state == ChangeState.ASKED)
    for earlier in work.session.scalars(open_ones):
        AddressChange.moves.move(earlier, "stop")
    work.session.flush()  # one wish at a time: the old one is over before the new one is written
