"""A person's picture: put one in the place of the last, or take it away."""

from __future__ import annotations

from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import delete

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.picture_refused import picture_refused
from app.core.errors import Refused
from app.core.pictures import NoPicture
from app.core.portrait import portrait
from app.models import FoyerUser, Picture
from app.work import Work, transaction


def put_picture(user_id: int, uploaded: bytes, *, by: Actor) -> FoyerUser:
    """The same picture again changes nothing. Raises Refused at `picture` for what is none, or is too large."""
    content = _encoded(uploaded)
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        before = work.session.get(Picture, user.picture_id) if user.picture_id else None
        digest = sha256(content).hexdigest()
        if before is None or before.sha256 != digest:
            user.picture_id = work.add(Picture(sha256=digest, content=content)).id
            _forget(work, before)
    return user


def remove_picture(user_id: int, *, by: Actor) -> FoyerUser:
    """Nothing of it is kept. Removing none changes nothing."""
    with transaction(by=by) as work:
        user = lock_own(work, user_id)
        before = work.session.get(Picture, user.picture_id) if user.picture_id else None
        user.picture_id = None
        _forget(work, before)
    return user


def _forget(work: Work, before: Picture | None) -> None:
    if before is not None:
        work.session.flush()  # the person lets go of it first
        work.session.execute(delete(Picture).where(Picture.id == before.id))


def _encoded(uploaded: bytes) -> bytes:
    if not uploaded:
        raise Refused(_("Choose a picture first."), field="picture")
    try:
        return portrait(uploaded)
    except NoPicture as wrong:
        raise picture_refused(wrong, _("JPEG, PNG, WebP or GIF")) from wrong
