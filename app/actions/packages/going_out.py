"""The lock of I3 for a whole package: what is being invoiced at this moment stays as it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.models import Discount, Invoice, License, Location, Membership, MembershipPrice, Organisation
from app.models.invoice import InvoiceStatus

BILLED = ("licenses", "line_items", "adhocs", "discounts", "organisations")


def refuse_going_out(session: Session, book: Book) -> None:
    """Refuse lines whose organisation is in a run that goes out; hold the other organisations' rows until the package is in."""
    by_organisation: dict[int, list[Line]] = defaultdict(list)
    for name in BILLED:
        for line in book.lines.get(name, ()):
            if not line.is_bad and line.verb and (name != "organisations" or _is_billed_otherwise(line)):
                for id in organisations_of(line, book):
                    by_organisation[id].append(line)
    if by_organisation:
        held = select(Organisation.id).where(Organisation.id.in_(by_organisation)).order_by(Organisation.id)
        session.execute(held.with_for_update(key_share=True))
    out = _going_out(session)
    for (organisation_id, place_id), place in out.items():
        for line in by_organisation.get(organisation_id, ()):
            location = (
                None if line.row.model is Organisation else line.row["location_id"]
            )  # which invoices it gets is no matter of its home
            if location is None or (location.id if isinstance(location, Record) else location) == place_id:
                book.refuse(
                    line, "", _("%(location)s's invoices for it are going out just now. Try again in a few minutes.", location=place)
                )
    _refuse_prices(session, book, bool(out))


def _is_billed_otherwise(line: Line) -> bool:
    """Its status says whether an organisation is billed, its discount how much; its names and addresses are frozen on what was approved."""
    return "status" in line.row.changes() or any(extra.model is Discount and extra.verb for extra in line.extras)


def organisations_of(line: Line, book: Book) -> set[int]:
    """Whose invoices the line is about: as it is to be, and as it was."""
    if line.row.model is Organisation:
        return {line.row.id} if line.row.id else set()
    found: set[int] = set()
    for facts in (line.row.after, line.row.before):
        record = _organisation(facts or {}, book)
        if record is not None and record.id:
            found.add(record.id)
    return found


def _organisation(facts: dict[str, Any], book: Book) -> Record | None:
    for name, sheet in (("organisation_id", "organisations"), ("license_id", "licenses")):
        value = facts.get(name)
        if value is not None:
            record = value if isinstance(value, Record) else book.known[sheet].by_id[value]
            return record if sheet == "organisations" else _organisation(record.after or {}, book)
    return None


def _going_out(session: Session) -> dict[tuple[int, int], str]:
    query = select(Invoice.organisation_id, Invoice.location_id, Location.name).join(Location, Location.id == Invoice.location_id)
    return {
        (organisation, place): name for organisation, place, name in session.execute(query.where(Invoice.status == InvoiceStatus.LOCKED))
    }


def _refuse_prices(session: Session, book: Book, is_any_out: bool) -> None:
    """What a membership costs, and how many of it are primary, when somebody holds it whose invoice goes out; its discounts too."""
    changed: dict[int, list[Line]] = defaultdict(list)
    for line in (*book.lines.get("memberships", ()), *book.lines.get("membership_prices", ()), *book.lines.get("discounts", ())):
        for number in () if line.is_bad else _repriced(line):
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
                "primary_price" if "primary_price" in line.sheet.by_name else "",
                _("%(location)s's invoices for it are going out just now. Try again in a few minutes.", location=place),
            )


def _repriced(line: Line) -> set[int]:
    """The memberships whose lines of an invoice would come out otherwise."""
    found: set[object] = set()
    for record in (line.row, *line.extras):
        if record.model is MembershipPrice and record.verb:
            found.add(record["membership_id"])
    if line.row.model is Membership and line.row.before is not None and "included_primary" in line.row.changes():
        found.add(line.row)
    if line.row.model is Discount and line.verb:
        found |= {facts["membership_id"] for facts in (line.row.after, line.row.before) if facts and _is_of_membership(facts)}
    numbers = {each.id if isinstance(each, Record) else each for each in found}
    return {number for number in numbers if isinstance(number, int)}


def _is_of_membership(facts: dict[str, Any]) -> bool:
    """A discount for everybody who holds it, and for nothing narrower."""
    return facts.get("membership_id") is not None and all(
        facts.get(name) is None for name in ("organisation_id", "license_id", "product_id")
    )
