"""One letter to one address: its delivery, and the hint that it waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

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


def letter_row(kind: DeliveryKind, key: str, location: Location | None, address: str, **about: Any) -> dict[str, Any]:
    """A row for `want_rows`: to `address` as the mail habits of its location say, and still written to whom it is for; `about` as in want_one."""
    to, state, reason = habits(location, address)
    return {
        "kind": kind,
        "key": key,
        "location_id": location.id if location is not None else None,
        "address": to,
        "addressee": address,
        "state": state,
        "reason": reason,
        "message_id": message_id_of(key, location),
        **about,
    }


def want_rows(work: Work, rows: Sequence[dict[str, Any]]) -> int:
    """Many at once, each as `letter_row` makes it; those whose key is there already are not made again, and nobody is told of them twice. Returns how many are new."""
    if not rows:
        return 0
    made = insert(Delivery).on_conflict_do_nothing(index_elements=["key"]).returning(Delivery.id)
    new = sorted(work.session.scalars(made, rows).all())
    todo = select(Delivery.id).where(Delivery.id.in_(new), Delivery.state == DeliveryState.TODO).order_by(Delivery.id)
    work.emit_all([DeliveryWanted(each) for each in work.session.scalars(todo)])
    return len(new)
