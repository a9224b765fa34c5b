"""contacts.csv: people whom we know, and who need be neither leads nor users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.cells import email, phone, words
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import Contact
from app.rules.lead_contact import email_key, phone_is_possible, phone_key

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def address(cell: str) -> str:
    return email_key(email(320)(cell))


def settle(line: Line, book: Book) -> None:
    """Its keys follow (S4). A number without a calling code is read as dialled at the headquarters."""
    row = line.row
    assert row.after is not None
    if row.before is None:
        row.after["email"] = line.raw["email"].strip()
    said = row["phone"] or ""
    if said == ((row.before or {}).get("phone") or ""):
        return
    country = book.headquarters["country"] if book.headquarters is not None else ""
    if not phone_is_possible(said, country):
        book.refuse(line, "phone", _("This cannot be a phone number."))
    row.after["phone_key"] = phone_key(said, country)


CONTACTS = Sheet(
    name="contacts",
    model=Contact,
    key=("email",),
    settle=settle,
    columns=(
        Column("email", address, needed=True),
        Column("name", words(200), "name"),
        Column("phone", phone(40), "phone"),
        Column("company", words(200), "company"),
        Column("language", words(10), "language"),
    ),
)
