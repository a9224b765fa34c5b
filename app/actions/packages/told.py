"""Told: what the lines of a package mean to other systems, by the events that webhooks know. The house itself hears of the package as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.actions.packages.sheet import Record
from app.models import Booking, FoyerUser, Lead, License, LicensePause

NEW = {FoyerUser: "member.created", License: "license.created", Booking: "booking.created", Lead: "lead.created"}
CHANGED = {FoyerUser: "member.updated", License: "license.updated", Booking: "booking.updated"}


def happened(written: Mapping[Any, Iterable[Record]]) -> dict[str, list[int]]:
    """By event the ids that it happened to, each once; a last day is an end, as it is in the forms."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for model, event in NEW.items():
        for record in written.get(model, ()):
            if record.verb == "create" and record.id is not None:
                found[event][record.id] = None
    for model, event in CHANGED.items():
        for record in written.get(model, ()):
            changed = set(record.changes()) if record.verb == "change" else set()
            if record.id is not None and model is License and "ends_on" in changed:
                found["license.ended"][record.id] = None
                changed.discard("ends_on")
            if record.id is not None and changed:
                found[event][record.id] = None
    new = set(found["license.created"])
    for pause in written.get(LicensePause, ()):
        license = (pause.after or pause.before or {}).get("license_id")
        license_id = license.id if isinstance(license, Record) else license
        if license_id is not None and license_id not in new:
            found["license.updated"][license_id] = None
    return {event: list(ids) for event, ids in found.items() if ids}
