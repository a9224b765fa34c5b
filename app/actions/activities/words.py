"""What people write about an activity, and when it was, within bounds."""

from __future__ import annotations

import datetime as dt
import re

from flask_babel import gettext as _

from app.actions.no_card_number import without_card_number
from app.core.clock import now
from app.core.errors import Refused

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_PLACE = 300, 20_000, 200
FURTHEST = dt.timedelta(days=730)
LONGEST_MINUTES = 24 * 60
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def line_of(text: str | None, most: int, field: str, *, needed: bool = False) -> str:
    """One line without space around it. Raises Refused at the field when it is too long, or empty and needed."""
    return text_of(" ".join((text or "").split()), most, field, needed=needed)


def text_of(text: str | None, most: int, field: str, *, needed: bool = False) -> str:
    """Several lines, as written. Raises Refused at the field when it is too long, or empty and needed."""
    found = (text or "").replace("\r\n", "\n").strip()
    if needed and not found:
        raise Refused(_("Please fill this in."), field=field)
    if CONTROL.search(found):
        raise Refused(_("This holds characters that cannot be printed."), field=field)
    if len(found) > most:
        raise Refused(_("This is too long: at most %(count)d characters.", count=most), field=field)
    return found


def said_of(text: str | None, most: int, field: str, *, needed: bool = False) -> str:
    """What people say in their own words. Raises Refused at the field as `text_of` does, and for a card number."""
    return without_card_number(text_of(text, most, field, needed=needed), field)


def subject_line(subject: str | None, *, needed: bool = False) -> str:
    """The same on one line. Raises Refused at `subject`."""
    return without_card_number(line_of(subject, LONGEST_SUBJECT, "subject", needed=needed), "subject")


def past(at: dt.datetime | None, field: str = "at") -> dt.datetime:
    """When it was; now when nobody says. Raises Refused for what is to come, or a year that nobody means."""
    if at is None:
        return now()
    if not now() - 5 * FURTHEST <= at <= now() + dt.timedelta(minutes=5):
        raise Refused(_("This was not yet, or too long ago. Plan what is to come."), field=field)
    return at


def to_come(starts_at: dt.datetime | None, field: str = "starts_at") -> dt.datetime:
    """Raises Refused unless it is between now and two years from now."""
    if starts_at is None or not now() < starts_at <= now() + FURTHEST:
        raise Refused(_("Choose an instant to come, within two years."), field=field)
    return starts_at


def length(minutes: int | None) -> int:
    """Raises Refused unless it is between a minute and a day."""
    if minutes is None or not 0 < minutes <= LONGEST_MINUTES:
        raise Refused(_("Say how long: up to a day, in minutes."), field="minutes")
    return minutes
