"""What a tablet kept while it had no network: each record does once what it would have done, and is answered by its key."""

from __future__ import annotations

from typing import Any

import structlog
from flask import g
from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.passes import member_of_pass
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.check_ins.guest import guest_arrives
from app.actions.kiosks.leave import guest_leaves
from app.actions.kiosks.put_aside import put_aside
from app.core.errors import FoyerError, Refused
from app.models import Kiosk
from app.models.check_in import Source
from views.kiosk.paired import speak
from views.kiosk.said import LONGEST_EMAIL, LONGEST_PASS, guest_said, instant, key, text

MOST = 50  # records of one telling
log = structlog.get_logger()


def told(body: dict[str, Any], kiosk: Kiosk, by: Actor) -> dict[str, Any]:
    """In the order in which they happened. A record that is refused is put aside for the desk; one that fails by our fault is not answered, and comes again."""
    records = body.get("records")
    if not isinstance(records, list) or len(records) > MOST:
        raise Refused(_("That did not arrive whole. Please start again."))
    return {"taken": [said for each in records if isinstance(each, dict) and (said := _one(each, body.get("now"), kiosk, by))]}


def _one(record: dict[str, Any], now: Any, kiosk: Kiosk, by: Actor) -> str:
    """The key of what is settled, as it was said; empty for what should come again."""
    said = text(record, "key", 60)
    speak(record.get("language"))
    at = instant(record, now)
    try:
        _done(record, at, kiosk, by)
    except FoyerError as refusal:
        if refusal.status == 409:
            return ""  # the database was busy
        who = text(record, "name") or text(record, "email", LONGEST_EMAIL) or _("Somebody with a pass")
        put_aside(kiosk, key=said, who=who, at=at, why=str(refusal.message), by=by)
    return said


def _done(record: dict[str, Any], at: Any, kiosk: Kiosk, by: Actor) -> None:
    if record.get("kind") == "leave":
        try:
            guest_leaves(text(record, "email", LONGEST_EMAIL), location_id=kiosk.location_id, at=at, by=by)
        except Refused as refusal:
            log.info("left before it was told", reason=str(refusal.message))  # the desk or closing time was faster, or it is told twice
        return
    member = member_of_pass(text(record, "pass", LONGEST_PASS), at)
    if member is not None:
        arrive_member(member, Arrival(kiosk.location_id, Source.KIOSK, key(record), at=at), by=by)
        return
    guest_arrives(
        guest_said(record, kiosk, str(g.language)), location_id=kiosk.location_id, source=Source.KIOSK, key=key(record), at=at, by=by
    )
