"""The logo of a location, on its documents."""

from __future__ import annotations

import io

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.picture_refused import picture_refused
from app.core.errors import Refused
from app.core.pictures import NoPicture, upright
from app.models import Location
from app.work import transaction

KINDS = ("PNG", "JPEG", "WEBP")
LARGEST = (1416, 520)  # twice what a document shows at 300 dots an inch


def put_logo(location_id: int, uploaded: bytes, *, by: Actor) -> Location:
    """Raises Refused at `logo` for what is no picture, or is too large."""
    content = _encoded(uploaded)
    with transaction(by=by) as work:
        require(by, Permission.LOCATION_WRITE)
        location = work.lock(Location, location_id)
        location.logo = content
    return location


def remove_logo(location_id: int, *, by: Actor) -> Location:
    """Its documents begin with its name again."""
    with transaction(by=by) as work:
        require(by, Permission.LOCATION_WRITE)
        location = work.lock(Location, location_id)
        location.logo = None
    return location


def _encoded(uploaded: bytes) -> bytes:
    if not uploaded:
        raise Refused(_("Choose a picture first."), field="logo")
    try:
        picture, _kind = upright(uploaded, formats=KINDS, draft=LARGEST)
    except NoPicture as wrong:
        raise Refused(picture_refused(wrong, _("PNG, JPEG or WebP")).message, field="logo") from wrong
    picture.thumbnail(LARGEST)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
