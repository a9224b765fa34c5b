"""The name of an account as the tables keep it, locked against others who write the same account."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import Refused

LONGEST = 253  # octets of a User-Name, RFC 2865 section 5.1
LOCK = 4_607_994

NAMED = text("SELECT radius.account_name(:typed), pg_advisory_xact_lock(:lock, hashtext(radius.account_name(:typed)))")


def locked_name(session: Session, username: str) -> str:
    """Small letters, composed characters, no space around it: `radius.account_name`. Raises Refused for what no device can send."""
    if not username.strip() or not username.isprintable() or len(username.encode()) > LONGEST:
        raise Refused(_("A WiFi name has at most %(most)d characters and no invisible ones.", most=LONGEST), field="username")
    name: str = session.execute(NAMED, {"typed": username, "lock": LOCK}).one()[0]
    return name
