"""What somebody reads who gets no WiFi, at the kiosk or on their phone."""

from __future__ import annotations

from flask_babel import gettext as _

from app.models import Location
from app.queries.presence.kiosk import whom_to_ask


def no_wifi(location: Location) -> str:
    """With whom to ask (K3)."""
    asked = whom_to_ask(location)
    if asked:
        return _("You have no WiFi here at present. Ask at the desk, or write to %(address)s.", address=asked)
    return _("You have no WiFi here at present. Please ask at the desk.")
