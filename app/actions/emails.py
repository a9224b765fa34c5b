"""Addresses: e-mail addresses as people type them, checked by their form alone, never by DNS."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from app.core.errors import Refused


def one_address(typed: str, *, field: str) -> str:
    """The address with its host in lower case and in ASCII, as mail is sent to it; empty stays empty. Raises Refused at the field, also for letters that not every mail server takes."""
    text = typed.strip()
    if not text:
        return ""
    try:
        return str(validate_email(text, check_deliverability=False, test_environment=True, allow_smtputf8=False).ascii_email)
    except EmailNotValidError as wrong:
        raise Refused(_("%(address)s is not an e-mail address.", address=text[:100]), field=field) from wrong


def addresses(typed: str, *, field: str) -> str:
    """Several addresses, separated by `;` or `,`, as the tables keep them: "a@b.com; c@d.com"."""
    found = [one_address(part, field=field) for part in typed.replace(",", ";").split(";") if part.strip()]
    return "; ".join(dict.fromkeys(found))
