"""Xero says that something changed: signed, or not believed (contracts.md 2.6)."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.xero.keep_reading import BooksToRead
from app.core import clock
from app.models import XeroConnection
from app.rules.xero_oauth import is_signed
from app.work import transaction

READ = frozenset({"INVOICE", "CREDITNOTE"})


def hear_webhook(raw: bytes, signature: str, *, by: Actor) -> bool:
    """False for a body that Xero did not sign. What it tells of is read by a job; the same event again changes nothing."""
    if not is_signed(raw, signature, current_app.extensions["settings"].xero_webhook_key):
        return False
    told = {
        (str(event.get("tenantId")), f"{event.get('resourceId')}-{event.get('eventDateUtc')}")
        for event in _events(raw)
        if event.get("eventCategory") in READ
    }
    if told:  # none: Xero tries whether signatures are checked here
        now = clock.now().isoformat()
        with transaction(by=by) as work:
            known = dict(work.session.execute(select(XeroConnection.tenant_id, XeroConnection.id)).all())
            events = [(BooksToRead(known[tenant], now), key) for tenant, key in sorted(told) if tenant in known]
            work.emit_all([event for event, _key in events], keys=[key for _event, key in events])
    return True


def _events(raw: bytes) -> list[dict[str, Any]]:
    """Signed by Xero and still no list of events: nothing that we know how to read."""
    try:
        told = json.loads(raw)
    except ValueError:
        return []
    events = told.get("events") if isinstance(told, dict) else None
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []
