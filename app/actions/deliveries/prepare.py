"""Make the deliveries of documents: one for each distinct address, with its Message-ID fixed for ever (I7)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.models import CreditNote, Delivery, Invoice, Location, Organisation
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.location import MailMode
from app.work import Work


@dataclass(frozen=True, slots=True)
class Addressed:
    """A document and where it goes."""

    document_id: int
    number: str
    addresses: tuple[str, ...]


def distinct_addresses(*fields: str) -> tuple[str, ...]:
    """Addresses of fields that hold several by `;`, lower-cased, each once, in their order."""
    found = (part.strip().lower() for text in fields for part in text.replace(",", ";").split(";"))
    return tuple(dict.fromkeys(part for part in found if part))


def addressed(work: Work, kind: DeliveryKind, document_ids: Sequence[int]) -> list[Addressed]:
    """Where the invoice and accounting contacts of each document's organisation are."""
    model: Any = Invoice if kind is DeliveryKind.INVOICE else CreditNote
    query = (
        select(model.id, model.number, Organisation.invoice_email, Organisation.accounting_email)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.id.in_(document_ids))
        .order_by(model.id)
    )
    return [
        Addressed(row_id, number, distinct_addresses(invoice, accounting))
        for row_id, number, invoice, accounting in work.session.execute(query)
    ]


def prepare_deliveries(work: Work, kind: DeliveryKind, location: Location, run_id: int | None, documents: Sequence[Addressed]) -> None:
    """Rows to be sent, withheld for a silent location, or to one address for a redirected one. Preparing twice adds nothing."""
    rows = [row for document in documents for row in _rows(kind, location, run_id, document)]
    if rows:
        work.session.execute(insert(Delivery).on_conflict_do_nothing(index_elements=["key"]), rows)


def _rows(kind: DeliveryKind, location: Location, run_id: int | None, document: Addressed) -> list[dict[str, Any]]:
    silent, redirected = location.mail_mode is MailMode.SILENT, location.mail_mode is MailMode.REDIRECT
    addresses, reason = document.addresses, ""
    if silent:
        reason = _("%(location)s sends no mail.", location=location.name)
    elif redirected and addresses:
        reason = _("Instead of %(addresses)s.", addresses=", ".join(addresses))
        addresses = ((location.redirect_email or "").lower(),)
    state = DeliveryState.WITHHELD if silent else DeliveryState.TODO
    return [delivery_row(kind, location, run_id, document.document_id, address, state=state, reason=reason) for address in addresses]


def message_id_of(key: str, location: Location | None) -> str:
    """Fixed for ever by the key, so that a receiver can drop a repetition."""
    domain = (location.sender_email if location is not None else "").rpartition("@")[2] or "foyer.localhost"
    origin = location.public_id if location is not None else "house"
    return f"<{hashlib.sha256(f'{origin} {key}'.encode()).hexdigest()[:32]}@{domain}>"


def delivery_row(
    kind: DeliveryKind,
    location: Location,
    run_id: int | None,
    document_id: int,
    address: str,
    *,
    again: int = 0,
    state: DeliveryState = DeliveryState.TODO,
    reason: str = "",
) -> dict[str, Any]:
    """One row; `again` counts wilful repetitions to the same address, each with a key of its own."""
    key = f"{kind.value}-{document_id}-{address}" + (f"-{again}" if again else "")
    return {
        "kind": kind,
        "location_id": location.id,
        "run_id": run_id,
        "invoice_id": document_id if kind is DeliveryKind.INVOICE else None,
        "credit_note_id": document_id if kind is DeliveryKind.CREDIT_NOTE else None,
        "address": address,
        "key": key,
        "message_id": message_id_of(key, location),
        "state": state,
        "reason": reason,
    }
