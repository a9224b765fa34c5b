"""One letter to one address: its delivery, and the hint that it waits."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions.deliveries.prepare import message_id_of
from app.actions.deliveries.wanted import DeliveryWanted
from app.models import Delivery, Location
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.location import MailMode
from app.work import Work

Habits = tuple[str, DeliveryState, str]


def habits(location: Location | None, address: str) -> Habits:
    """Where a letter goes, whether it does, and why not to whom it is written: a silent location sends none, a redirected one to one address."""
    address = address.lower()
    if location is not None and location.mail_mode is MailMode.SILENT:
        return address, DeliveryState.WITHHELD, _("%(location)s sends no mail.", location=location.name)
    if location is not None and location.mail_mode is MailMode.REDIRECT:
        return (location.redirect_email or "").lower(), DeliveryState.TODO, _("Instead of %(addresses)s.", addresses=address)
    return address, DeliveryState.TODO, ""


def want_one(work: Work, kind: DeliveryKind, key: str, location: Location | None, way: Habits, **about: Any) -> Delivery:
    """Sent once for each `key`, as the mail habits in `way` say; `about` names the row that it tells of."""
    address, state, reason = way
    written = {"kind": kind, "key": key, "address": address, "state": state, "reason": reason, "message_id": message_id_of(key, location)}
    row = work.add(Delivery(location_id=location.id if location is not None else None, **written, **about))
    if state is DeliveryState.TODO:
        work.emit(DeliveryWanted(row.id))
    return row
