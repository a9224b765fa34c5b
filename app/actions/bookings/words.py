"""What people write on a booking, within its bounds."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.no_card_number import without_card_number
from app.core.errors import Refused

CODE, SERIES = "B-", "BS-"  # in front of the codes of bookings and of series
LONGEST_TITLE, LONGEST_NOTE, LONGEST_REASON = 200, 2000, 500


def shortened(text: str, most: int, field: str) -> str:
    """The text without space around it. Raises Refused when it is too long, so that nothing is cut off in silence, or holds a card number."""
    stripped = text.strip()
    if len(stripped) > most:
        raise Refused(_("At most %(most)s characters.", most=most), field=field)
    return without_card_number(stripped, field)
