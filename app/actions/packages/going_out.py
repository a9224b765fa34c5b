"""The lock of I3 for a whole package: what is being invoiced at this moment stays as it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.models import Invoice, License, Location, MembershipPrice, Organisation
from app.models.invoice import InvoiceStatus

BILLED = ("licenses", "line_items", "discounts")


def refuse_going_out(session: Session, book: Book) -> None:
    """Refuse lines whose organisation is in a run that goes out; hold the other organisations' rows until the package is in."""
    by_organisation: dict[int, list[Line]] = defaultdict(list)
    for name in BILLED:
        for line in book.lines.get(name, ()):
            if not line.is_bad and line.verb:
                for id in _organisations(line, book):
                    by_organisation[id].append(line)
    if by_organisation:
        held = select(Organisation.id).where(Organisation.id.in_(by_organisation)).order_by(Organisation.id)
        session.execute(held.with_for_update(key_share=True))
    out = _going_out(session)
    for (organisation_id, place_id), place in out.items():
        for line in by_organisation.get(organisation_id, ()):
            location = line.row["location_id"]
            if location is None or (location.id if isinstance(location, Record) else location) == place_id:
                book.refuse(
                    line, "", _("%(location)s's invoices for it are going out just now. Try again in a few minutes.", location=place)
                )
    _refuse_prices(session, book, bool(out))


def _organisations(line: Line, book: Book) -> list[int]:
    if line.row["organisation_id"] is None and line.row["license_id"] is not None:
        record: Any = book.to(book.to(line.row, "license_id"), "organisation_id")
    elif line.row["organisation_id"] is not None:
        record = book.to(line.row, "organisation_id")
    else:
        return []
    return [record.id] if record.id else []


def _going_out(session: Session) -> dict[tuple[int, int], str]:
    query = select(Invoice.organisation_id, Invoice.location_id, Location.name).join(Location, Location.id == Invoice.location_id)
    return {
        (organisation, place): name for organisation, place, name in session.execute(query.where(Invoice.status == InvoiceStatus.LOCKED))
    }


def _refuse_prices(session: Session, book: Book, is_any_out: bool) -> None:
    """New prices of a membership that somebody holds whose invoice goes out."""
    changed: dict[int, list[Line]] = defaultdict(list)
    for line in (*book.lines.get("memberships", ()), *book.lines.get("membership_prices", ())):
        for record in (line.row, *line.extras):
            if record.model is MembershipPrice and record.verb and not line.is_bad:
                membership = record["membership_id"]
                number = membership.id if isinstance(membership, Record) else membership
                if number:
                    changed[number].append(line)
    if not (changed and is_any_out):
        return
    held = select(License.membership_id, Location.name).join(
        Invoice, (Invoice.organisation_id == License.organisation_id) & (Invoice.location_id == License.location_id)
    )
    held = held.join(Location, Location.id == License.location_id).where(
        Invoice.status == InvoiceStatus.LOCKED, License.membership_id.in_(changed)
    )
    for number, place in session.execute(held.distinct()):
        for line in changed[number]:
            book.refuse(
                line,
                "primary_price",
                _("%(location)s's invoices for it are going out just now. Try again in a few minutes.", location=place),
            )
