"""A photo that a guest took at the kiosk, for the desk: re-encoded, and in the place of the last."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.held_picture import hold_picture
from app.core.errors import Refused
from app.core.pictures import NoPicture
from app.core.portrait import portrait
from app.models import Guest
from app.work import Work


def keep_photo(work: Work, guest: Guest, taken: bytes) -> None:
    """Within a transaction. Raises Refused at `photo` for what is no picture."""
    try:
        content = portrait(taken)
    except NoPicture as wrong:
        raise Refused(_("That photo could not be read. Take it once more, or go on without."), field="photo") from wrong
    hold_picture(work, guest, content)
