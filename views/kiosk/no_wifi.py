"""What somebody reads who gets no WiFi, at the kiosk or on their phone."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.entity import db
from app.models import CheckIn, Location
from app.queries.presence.kiosk import is_suspended, whom_to_ask


def no_wifi(location: Location) -> str:
    """With whom to ask (K3)."""
    asked = whom_to_ask(location)
    if asked:
        return _("You have no WiFi here at present. Ask at the desk, or write to %(address)s.", address=asked)
    return _("You have no WiFi here at present. Please ask at the desk.")


def why_no_wifi(row: CheckIn) -> str:
    """For a guest whose own WiFi is closed for now; empty for everybody else, and where there is none."""
    is_closed = row.guest is not None and row.location.wifi_network and is_suspended(db.session(), row.guest.email)
    return no_wifi(row.location) if is_closed else ""
