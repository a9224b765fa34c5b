"""When a payment on the vendor's page is looked up whose notice has not come: it was left, or the notice was lost (contracts.md 1.6)."""

from __future__ import annotations

import datetime as dt

# After somebody was last sent there; the page is closed after the last look. Money that comes later all the same is still taken.
LOOKS = (dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=3))


def first_look(went_at: dt.datetime) -> dt.datetime:
    """For who goes there at that instant."""
    return went_at + LOOKS[0]


def next_look(looked_at: dt.datetime, looks: int) -> dt.datetime | None:
    """The look that follows so many (one at least), the last of which was at that instant; None after the last."""
    return looked_at + (LOOKS[looks] - LOOKS[looks - 1]) if looks < len(LOOKS) else None
