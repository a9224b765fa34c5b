"""organisations.csv: an organisation, with its discount and its contact in Xero where the row names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import percent, whole
from app.actions.packages.cells import choice, date, emails, text, ways_to_pay, yes_no
from app.actions.packages.sheet import Column, Line, Record, Sheet
from app.actions.packages.standards import currency
from app.models import Discount, Organisation, XeroContact
from app.models.organisation import OrganisationStatus
from app.rules.ways_to_pay import Way, allows

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def manual_code(organisation_code: str) -> str:
    """The code of the discount row that an organisation's own columns make."""
    return f"{organisation_code}-manual"


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    location = book.to(row, "location_id")
    paid_in = line.given("currency") or row["currency"] or location["currency"]
    if paid_in != location["currency"]:
        reason = _(
            "%(location)s bills in %(ours)s, not in %(theirs)s.", location=location["name"], ours=location["currency"], theirs=paid_in
        )
        book.refuse(line, "currency", reason)
    elif row.before is not None and row.before["currency"] != paid_in:
        book.refuse(line, "currency", _("Cannot change: %(name)s exists already with another one.", name=row.name))
    row.after["currency"] = paid_in
    if "status" in row.changes() and line.given("status") is not None:  # as the verbs on one organisation note it
        row.after["status_by_hand"] = row.before is not None or row["status"] not in (
            OrganisationStatus.ACTIVE,
            OrganisationStatus.PROSPECT,
        )
    if row["auto_pay"] and not allows(row["allowed_payments"] or "", Way.CARD) and {"auto_pay", "allowed_payments"} & set(row.changes()):
        book.warn(line, "auto_pay", _("%(name)s does not pay by card, so nothing is paid automatically.", name=row["name"]))
    _settle_discount(line, book)
    _settle_contact(line, book, location)


def _settle_discount(line: Line, book: Book) -> None:
    code = manual_code(line.row.name)
    present = book.find("discounts", code)
    given = line.given("manual_discount_percent")
    if given is None:
        for name in ("manual_discount_end", "manual_discount_reason"):
            if line.given(name) is not None:
                book.refuse(line, name, _("A discount needs manual_discount_percent as well."))
        if present is not None and line.says("manual_discount_percent") and not _has_its_own_line(code, book):
            present.after = None
            line.extras.append(present)
        return
    discount = present or Record(Discount, code, after={"code": code, "organisation_id": line.row, "granted_by": book.author})
    assert discount.after is not None
    discount.after["percent"] = given
    if line.says("manual_discount_end") or present is None:
        discount.after["ends_on"] = line.given("manual_discount_end")
    if line.says("manual_discount_reason") or present is None:
        discount.after["reason"] = line.given("manual_discount_reason") or ""
    if not discount["reason"]:
        book.warn(line, "manual_discount_reason", _("A discount should say why it was given."))
    discount.line = line
    book.known["discounts"].by_key[code] = discount
    line.extras.append(discount)


def _has_its_own_line(code: str, book: Book) -> bool:
    """In discounts.csv, which then says what becomes of it."""
    return any(each.values.get("code") == code for each in book.lines.get("discounts", ()))


def _settle_contact(line: Line, book: Book, location: Record) -> None:
    contact_id = line.given("xero_contact_id")
    if contact_id is None:
        return
    connection = location["xero_connection_id"]
    present = (
        next((each for each in book.contacts[line.row.id or 0] if each["xero_connection_id"] == connection), None) if line.row.id else None
    )
    after = {"organisation_id": line.row, "xero_connection_id": connection, "contact_id": contact_id}
    contact = present or Record(XeroContact, line.row.name)
    contact.name, contact.after = line.row.name, {**(contact.before or {}), **after}
    line.extras.append(contact)


ORGANISATIONS = Sheet(
    name="organisations",
    model=Organisation,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("name", text(200), "name"),
        Column("location", text(20), "location_id", ref="locations"),
        Column("status", choice(OrganisationStatus), "status"),
        Column("invoice_email", emails(500), "invoice_email"),
        Column("accounting_email", emails(500), "accounting_email"),
        Column("vat_number", text(40), "vat_number"),
        Column("currency", currency),
        Column("auto_pay", yes_no, "auto_pay"),
        Column("allowed_payments", ways_to_pay, "allowed_payments"),
        Column("escalation_percent", percent(), "escalation_percent"),
        Column("escalation_date", date, "escalation_date"),
        Column("address", text(500, lines=True), "address"),
        Column("registration_number", text(60), "registration_number"),
        Column("payment_days", whole(0, 365), "payment_days"),
        Column("rooms_on_invoice", yes_no, "rooms_on_invoice"),
        Column("xero_contact_id", text(40)),
        Column("manual_discount_percent", percent(scale=4)),
        Column("manual_discount_end", date),
        Column("manual_discount_reason", text(500)),
    ),
)
