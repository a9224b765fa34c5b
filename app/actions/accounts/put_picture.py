"""A person's picture: put one in the place of the last, or take it away."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.held_picture import hold_picture
from app.actions.picture_refused import picture_refused
from app.core.errors import Refused
from app.core.pictures import NoPicture
from app.core.portrait import portrait
from app.models import FoyerUser
from app.work import transaction


def put_picture(user_id: int, uploaded: bytes, *, by: Actor) -> FoyerUser:
    """The same picture again changes nothing. Raises Refused at `picture` for what is none, or is too large."""
    content = _encoded(uploaded)
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        hold_picture(work, user, content)
    return user


def remove_picture(user_id: int, *, by: Actor) -> FoyerUser:
    """Nothing of it is kept. Removing none changes nothing."""
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        hold_picture(work, user, None)
    return user


def _encoded(uploaded: bytes) -> bytes:
    if not uploaded:
        raise Refused(_("Choose a picture first."), field="picture")
    try:
        return portrait(uploaded)
    except NoPicture as wrong:
        raise picture_refused(wrong, _("JPEG, PNG, WebP or GIF")) from wrong
