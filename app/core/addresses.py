"""An e-mail address as mail servers and vendors take it: ASCII alone."""

from __future__ import annotations

from contextlib import suppress

from email_validator import validate_email


def ascii_address(address: str) -> str:
    """The address with its domain by IDNA 2008, where `faß.de` is xn--fa-hia.de and not `fass.de`; one in ASCII stays as it is.

    Raises ValueError for letters before the @ that not every mail server takes, and for a domain that nobody can have.
    """
    if address.isascii():
        return address
    return str(validate_email(address, check_deliverability=False, test_environment=True, allow_smtputf8=False).ascii_email)


def spellings(typed: str) -> set[str]:
    """By which somebody's address may be kept, in small letters: as it was typed, and in ASCII, as it is kept since."""
    found = {typed.lower()}
    with suppress(ValueError):
        found.add(ascii_address(typed).lower())
    return found
