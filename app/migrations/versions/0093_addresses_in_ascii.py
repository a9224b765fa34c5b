"""Addresses that were kept with a domain in other letters are kept as mail servers take them, as new ones are

What no mail server could reach, or somebody else already has in that spelling, stays as it is and is a person's to look at.
"""

import sqlalchemy as sa
from alembic import op
from email_validator import EmailNotValidError, validate_email

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

COLUMNS = {
    "ab_user": ("email",), "booking_attendee": ("email",), "contact": ("email", "email_key"), "enquiry": ("email", "email_key"), "guest": ("email", "email_key"), "lead": ("email",),
    "location": ("manager_email", "staff_emails", "sender_email", "redirect_email"), "organisation": ("invoice_email", "accounting_email"), "sign_up": ("email",),
    "suppressed_address": ("address",), "visit": ("email", "email_key"), "waiting_entry": ("email",),
}  # fmt: skip
OTHER_LETTERS = r"[^\x01-\x7f]"


def upgrade() -> None:
    session = op.get_bind()
    for table, columns in COLUMNS.items():
        asked = " OR ".join(f"{column} ~ :other" for column in columns)
        for row in session.execute(sa.text(f"SELECT id, {', '.join(columns)} FROM {table} WHERE {asked}"), {"other": OTHER_LETTERS}).mappings().all():  # noqa: S608 - names of this file
            said = {column: _ascii(row[column]) for column in columns}
            try:
                with session.begin_nested():
                    session.execute(sa.text(f"UPDATE {table} SET {', '.join(f'{column} = :{column}' for column in columns)} WHERE id = :id"), {"id": row["id"], **said})  # noqa: S608
            except sa.exc.IntegrityError:
                continue


def _ascii(kept: str | None) -> str | None:
    """Each of the addresses that a column holds."""
    if not kept or kept.isascii():
        return kept
    return "; ".join(_one(each) for each in kept.split("; "))


def _one(address: str) -> str:
    if address.isascii():
        return address
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return address
    return str(found)


def downgrade() -> None:
    """Mail to the new spelling arrives at the same place."""
