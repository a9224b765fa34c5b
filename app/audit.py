"""Audit: every flush writes who changed what, before and after, in the same transaction (invariant A1)."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.nouns import BY_NOUN
from app.core.entity import db, table_of
from app.core.month import Month
from app.models import AuditEvent, Location, Task
from app.models.invoice_run import run_name
from app.models.personal import REGISTER
from app.request import acting, request_id

UNTOLD = {
    "announcement_seen", "api_call", "audit_event", "batch_row", "bounce_mailbox", "erasure", "kept_report", "ledger_entry", "list_choice", "lot", "mail_bounce", "mail_copy", "mail_file", "mail_look", "mail_reference", "notification", "outbox_message", "payment_receipt", "peer_question", "peer_request", "people_import_row", "personal_export", "recovery_code", "released_file", "reserve", "run_organisation", "salto_connection", "schedule_slot", "second_factor", "setting_cache", "sign_in", "sign_in_token", "stored_file", "system_look", "terms_consent", "vendor_rest", "webhook_attempt", "webhook_message", "wifi_voucher", "wrong_pin",
}  # fmt: skip
# Kept for a shorter time than the audit (K5): who it was stands in the row alone, and goes with it.
SHORT_LIVED = {"check_in", "guest", "ticket", "ticket_entry", "ticket_photo", "visit"}
WRITE = insert(table_of(AuditEvent))
NAMES = ("number", "name", "code", "username", "task", "address", "description", "document", "month")
SECRET = {
    "password",
    "secret_hash",
    "link_key",
    "mark",
    "pass_key",
    "sealed_private",
    "first_invoice",
    "monthly",
    "sealed_token",
    "token_mark",
    "sealed_password",
    "sealed_secret",
    "sealed_old_secret",
    "sealed_new_password",
    "content",
    "logo",
    "session_epoch",
    "last_login",
    "login_count",
    "fail_login_count",
}


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, dt.datetime | dt.date | dt.time | uuid.UUID | Decimal | Month | Range):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def row(
    by: Actor, verb: str, noun: str, *, noun_id: int | None, name: str = "", location_id: int | None = None, changes: dict[str, Any]
) -> dict[str, Any]:
    """The columns of one audit row."""
    return {
        "actor_id": by.id,
        "actor": by.name,
        "verb": verb,
        "noun": noun,
        "noun_id": noun_id,
        "name": name[:300],
        "location_id": location_id,
        "changes": changes,
        "request_id": request_id.get(),
    }


def _changes(target: Any, verb: str) -> dict[str, Any]:
    state = inspect(target)
    found: dict[str, Any] = {}
    personal = REGISTER[target.__tablename__].personal if target.__tablename__ in SHORT_LIVED else {}
    for column in state.mapper.column_attrs:
        if column.key in ("id", "public_id", "created_at") or column.key in state.unloaded:
            continue
        history = state.attrs[column.key].history
        if verb == "create":
            before, after = None, getattr(target, column.key)
        elif verb == "delete":
            before, after = getattr(target, column.key), None
        elif history.has_changes():
            before, after = (history.deleted[0] if history.deleted else None), (history.added[0] if history.added else None)
        else:
            continue
        if before == after:
            continue
        hidden = column.key in SECRET or column.key in personal
        found[column.key] = ["•" if hidden and before else plain(before), "•" if hidden and after else plain(after)]
    for relation in getattr(type(target), "__audited__", ()):
        history = state.attrs[relation].history if relation not in state.unloaded else None
        if history is not None and history.has_changes():
            kept = history.unchanged or ()
            before, after = (sorted(map(str, [*kept, *moved])) for moved in (history.deleted or (), history.added or ()))
            found[relation] = [None if verb == "create" else before, after]
    return found


def _name(session: Session, target: Any) -> str:
    """What people call the row, from its columns alone: inside a flush a relation would load as nothing, and stay so."""
    columns = () if target.__tablename__ in SHORT_LIVED else inspect(type(target)).column_attrs.keys()
    found = next((getattr(target, key) for key in NAMES if key in columns and getattr(target, key)), None)
    if isinstance(found, Month) and "location_id" in columns:
        place = session.scalar(select(Location.name).where(Location.id == target.location_id)) or ""
        return run_name(place, found, getattr(target, "sequence", 1))
    return str(found or f"{target.__tablename__.replace('_', ' ')} {target.id}")


def _place(session: Session, target: Any) -> int | None:
    """Whose auditors read it. A task is filed with its record: the place by whose days it is due may be its author's, of whom some may not see that record."""
    if isinstance(target, Task) and target.noun_id is not None:
        model = BY_NOUN[target.noun]
        if model is Location:
            return target.noun_id
        columns = inspect(model).column_attrs.keys()
        return session.scalar(select(model.location_id).where(model.id == target.noun_id)) if "location_id" in columns else None
    return target.id if isinstance(target, Location) else getattr(target, "location_id", None)


def _flushed(session: Session, _context: Any) -> None:
    """Runs inside the flush, where primary keys are known and history is not yet forgotten."""
    work = session.info.get("work")
    by = work.by if work is not None else acting.get() or SYSTEM
    rows = []
    for verb, targets in (("create", session.new), ("change", session.dirty), ("delete", session.deleted)):
        for target in targets:
            noun = target.__tablename__
            if noun in UNTOLD:
                continue
            changes = _changes(target, verb)
            if changes:
                rows.append(
                    row(
                        by, verb, noun, noun_id=target.id, name=_name(session, target), location_id=_place(session, target), changes=changes
                    )
                )
    if rows:
        session.execute(WRITE, rows)


def watch() -> None:
    """Listen to every session of the house, whoever opened it. Called once by create_app."""
    if not event.contains(db.session, "after_flush", _flushed):
        event.listen(db.session, "after_flush", _flushed)
