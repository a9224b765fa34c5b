"""The columns of a spreadsheet of people: how each is read, what it is for, and what else people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.actions.packages.amounts import money, whole
from app.actions.packages.cells import Cell, date, email, emails, phone, words

LONGEST_NAME = 64
REASON = "reason"  # the column in which rows come back; when they are uploaded again it is passed over


@dataclass(frozen=True)
class Column:
    """`names`: other names for it, in small letters, that a file from elsewhere may use. `field` is what the onboarding calls it."""

    name: str
    read: Cell
    field: str
    names: tuple[str, ...] = ()
    needed: bool = False


COLUMNS = {
    column.name: column
    for column in (
        Column(
            "organisation",
            words(200),
            "organisation",
            ("organization", "company", "company name", "organisation name", "employer", "business", "client", "account"),
            True,
        ),
        Column("name", words(2 * LONGEST_NAME), "name", ("full name", "person", "member", "member name", "contact", "contact name")),
        Column("first_name", words(LONGEST_NAME), "first_name", ("first name", "given name", "forename", "firstname")),
        Column("last_name", words(LONGEST_NAME), "last_name", ("last name", "surname", "family name", "lastname")),
        Column("email", email(128), "email", ("e-mail", "mail", "mail address", "email address", "e-mail address"), True),
        Column("phone", phone(40), "phone", ("telephone", "mobile", "cell", "cellphone", "phone number", "tel")),
        Column("location", words(200), "location", ("site", "building", "branch", "centre", "center")),
        Column(
            "membership", words(200), "membership", ("plan", "product", "package", "membership name", "membership code", "tariff"), True
        ),
        Column("space", words(200), "space", ("office", "room", "desk", "floor", "unit"), True),
        Column("start", date, "starts_on", ("start date", "starts", "from", "first day", "move in", "move-in", "since"), True),
        Column("end", date, "ends_on", ("end date", "ends", "until", "to", "last day", "move out")),
        Column("commitment_months", whole(0, 120), "commitment_months", ("commitment", "months", "term", "minimum term")),
        Column("custom_price", money(), "custom_price_cents", ("price", "monthly price", "rate", "fee", "special price", "agreed price")),
        Column("custom_price_end", date, "custom_price_end", ("price until", "special price until")),
        Column("custom_price_reason", words(500), "custom_price_reason", ("price reason", "why this price")),
        Column("invoice_email", emails(500), "invoice_email", ("billing email", "invoices to", "accounts email", "billing address email")),
        Column("vat_number", words(40), "vat_number", ("vat", "vat no", "tax number", "vat reg")),
        Column("address", words(500), "address", ("street", "postal address", "company address")),
    )
}
HEADER = [name for name in COLUMNS if name not in ("first_name", "last_name")]


def column_of(field: str | None, columns: Mapping[str, Column] = COLUMNS) -> str:
    """The column that a refusal of what is made of a row is about."""
    name = (field or "").removesuffix("_id")
    return next(
        (column.name for column in columns.values() if name in (column.field, column.name, column.field.removesuffix("_cents"))), ""
    )


def about() -> dict[str, str]:
    """What each column is for, in words."""
    return {
        "organisation": _("Its code or its name; a name that is not known yet makes a new organisation. Rows of one name belong together."),
        "name": _("First name and the rest, or use the two columns first_name and last_name."),
        "email": _("Also the name to sign in with. Nobody is made twice for one address."),
        "phone": _("As people write it."),
        "location": _("Code or name. Needed only when two locations have a membership of the same name."),
        "membership": _("Code or name."),
        "space": _("Code or name, at the location of the membership."),
        "start": _("First day, like 2026-06-30."),
        "end": _("Last day. Empty: it runs on."),
        "commitment_months": _("Months of commitment. Empty: none, and no discount for it."),
        "custom_price": _("A monthly price of their own, like 2950.00, without VAT."),
        "custom_price_end": _("Last day of that price. Empty: for good."),
        "custom_price_reason": _("Why they have it. Needed with a price of their own."),
        "invoice_email": _("Of a new organisation: where invoices go. Empty: to the first person."),
        "vat_number": _("Of a new organisation."),
        "address": _("Of a new organisation."),
    }
