"""A photo that a guest took at the kiosk, for the desk: re-encoded, and in the place of the last."""

from __future__ import annotations

from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.errors import Refused
from app.core.pictures import NoPicture
from app.core.portrait import portrait
from app.models import Guest, Picture
from app.work import Work


def keep_photo(work: Work, guest: Guest, taken: bytes) -> None:
    """Within a transaction. Raises Refused at `photo` for what is no picture."""
    try:
        content = portrait(taken)
    except NoPicture as wrong:
        raise Refused(_("That photo could not be read. Take it once more, or go on without."), field="photo") from wrong
    before = guest.picture_id
    guest.picture_id = work.add(Picture(sha256=sha256(content).hexdigest(), content=content)).id
    if before is not None:
        work.session.flush()  # the guest lets go of it first
        work.session.execute(delete(Picture).where(Picture.id == before))
