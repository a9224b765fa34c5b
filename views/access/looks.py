"""When a system was last asked what it holds, and what kept it from answering, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.entity import db
from app.models import SystemLook
from app.queries.access_absent import absent
from app.rules.access import System
from app.web.formats import as_datetime


def look_note(system: System) -> str:
    """One sentence; people keep what they have while a system does not answer."""
    if system in absent():
        return _("%(system)s is not set up.", system=asked(system))
    look = db.session.scalars(select(SystemLook).where(SystemLook.system == system)).one_or_none()
    if look is not None and look.trouble:
        return _(
            "%(system)s has not answered since %(when)s: %(reason)s People keep what they have, and Foyer goes on trying.",
            system=asked(system), when=as_datetime(look.since), reason=look.trouble,
        )  # fmt: skip
    if look is None or look.looked_at is None:
        return _("%(system)s has not been asked yet what it holds; that is done every hour.", system=asked(system))
    return _("%(system)s was last asked what it holds on %(when)s.", system=asked(system), when=as_datetime(look.looked_at))


def asked(system: System) -> str:
    """Who is asked, as people call it."""
    return {System.WIFI: _("The WiFi"), System.PRINTING: "PaperCut", System.DOORS: "Salto"}[system]
