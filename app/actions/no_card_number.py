"""What people type for others to read holds no card number: the house wants none, and nobody who reads a note should have one (PCI DSS 3)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.rules.card_numbers import holds_card_number


def without_card_number(text: str, field: str) -> str:
    """The text as it is. Raises Refused at the field."""
    if holds_card_number(text):
        raise Refused(
            _(
                "This looks like a card number. Take it out: card numbers are not kept here. Customers leave their card on the page of the card provider."
            ),
            field=field,
        )
    return text
