"""Which text of a mail is meant: of which mail and variant, at which location, for readers of which language."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.network import require_whole_network
from app.actions.stale import require_fresh
from app.core.errors import Missing, Stale
from app.models import Location, MailText
from app.queries.house_zone import zone_at
from app.queries.mail_texts.written import text_at
from app.rules.mail_catalogue import MAILS
from app.translation import SPOKEN
from app.work import Work

NONE = "none"  # what a page says that was opened when there was no text yet


class TextPlace(NamedTuple):
    """`location_id` None: the network; `language` empty: for readers of any."""

    mail: str
    variant: str = ""
    location_id: int | None = None
    language: str = ""


def require_known(session: Session, place: TextPlace, *, by: Actor) -> Location | None:
    """The location. Raises Missing for a mail, variant, language or location that there is not, or not for this person."""
    if place.mail not in MAILS or place.variant not in MAILS[place.mail].variants or place.language not in ("", *SPOKEN):
        raise Missing(_("There is no such mail."))
    if place.location_id is None:
        return None
    location = session.scalars(narrowed(select(Location).where(Location.id == place.location_id), by, Location)).one_or_none()
    if location is None:
        raise Missing(_("There is no such mail."))
    return location


def require_place(work: Work, place: TextPlace) -> Location | None:
    """The same, of a text that is to be written. Raises Forbidden as well, for one above what the author may write."""
    location = require_known(work.session, place, by=work.by)
    require(work.by, Permission.MAIL_TEXT_WRITE, location)
    if location is None:
        require_whole_network(work.by)
    return location


def there(work: Work, place: TextPlace, seen: str) -> MailText | None:
    """The text that is there, locked. Raises Stale when it is not as `seen` says: somebody wrote, changed or took it away meanwhile."""
    known = text_at(work.session, *place)
    if known is None:
        if seen not in ("", NONE):
            raise Stale(
                _(
                    "Somebody went back to Foyer's standard text after this page was opened. Look at it, and save yours again if you still want it."
                )
            )
        return None
    row = work.lock(MailText, known.id)
    require_fresh(work, row, seen, zone=zone_at(work.session, row.location))
    return row
