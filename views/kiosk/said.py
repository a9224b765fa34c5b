"""What a tablet says, as JSON: text that is text, a key that is a UUID, an instant of its own clock."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from typing import Any

from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from app.actions.check_ins.guest import GuestSaid
from app.core import clock
from app.core.errors import Refused
from app.models import Kiosk
from views.kiosk.refs import number_of

LONGEST_EMAIL, LONGEST_NAME, LONGEST_PASS = 320, 200, 300
LARGEST_PHOTO = 600_000  # letters of base64


def text(body: dict[str, Any], name: str, most: int = LONGEST_NAME) -> str:
    found = body.get(name)
    return found.replace("\x00", "").strip()[:most] if isinstance(found, str) else ""


def key(body: dict[str, Any]) -> str:
    """Made by the tablet, one for each thing that somebody does, with a word before it, so that no other source's key is taken. Raises Refused for what is none."""
    try:
        return f"kiosk:{uuid.UUID(text(body, 'key'))}"
    except ValueError:
        raise Refused(_("That did not arrive whole. Please start again.")) from None


def instant(body: dict[str, Any], now: Any) -> dt.datetime:
    """When it happened: as long ago as the tablet says, whose clock may be wrong but runs. `now` is what it read as it sent this."""
    at = body.get("at")
    if not (type(at) in (int, float) and type(now) in (int, float)):
        return clock.now()
    ago = min(max(now - at, 0), 7 * 24 * 3600 * 1000)
    return clock.now() - dt.timedelta(milliseconds=ago)


def guest_said(body: dict[str, Any], kiosk: Kiosk, language: str) -> GuestSaid:
    """Raises Refused at `host` for one that was chosen a day ago or at another place."""
    chosen = text(body, "host", LONGEST_PASS)
    host_id = number_of("host", chosen, kiosk.location_id) if chosen else None
    if chosen and host_id is None:
        raise Refused(_("Say once more whom you visit."), field="host")
    terms = body.get("terms")
    return GuestSaid(
        email=text(body, "email", LONGEST_EMAIL),
        name=text(body, "name"),
        company=text(body, "company"),
        host_id=host_id,
        host_name=text(body, "host_name") if host_id is None else "",
        same=body.get("same") is True,
        pass_secret=visit_secret(text(body, "pass", LONGEST_PASS)),
        terms_id=terms if type(terms) is int and 0 < terms < 2**63 else None,
        language=language,
        photo=photo(body),
        address=get_remote_address(),
    )


def visit_secret(said: str) -> str:
    """Of an invitation's pass, which is an address or the last part of it."""
    return said.rstrip("/").rpartition("/")[2].partition("?")[0]


def photo(body: dict[str, Any]) -> bytes:
    """Raises Refused at `photo`."""
    sent = body.get("photo")
    if not isinstance(sent, str) or not sent:
        return b""
    try:
        if len(sent) > LARGEST_PHOTO:
            raise ValueError("too large")
        return base64.b64decode(sent.rpartition(",")[2], validate=True)
    except (ValueError, binascii.Error):
        raise Refused(_("That photo could not be read. Take it once more, or go on without."), field="photo") from None
