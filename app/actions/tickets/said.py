"""One more entry of a ticket: words of one side, a note, or what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from flask_babel import gettext as _

from app.actions.no_card_number import without_card_number
from app.actions.picture_refused import picture_refused
from app.core import clock
from app.core.errors import Refused
from app.core.photo import photo
from app.core.pictures import NoPicture, Plan
from app.models import Ticket, TicketEntry, TicketPhoto
from app.models.ticket import TicketStatus
from app.work import Work

LONGEST = 5000
MOST_PHOTOS = 4


def words_of(text: str) -> str:
    """As they are kept. Raises Refused at `text` for none, too many, or a card number among them."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("Write a few words first."), field="text")
    if len(text) > LONGEST:
        raise Refused(_("At most %(most)d characters.", most=LONGEST), field="text")
    return without_card_number(text, "text")


def drawn(photos: Sequence[bytes]) -> list[Plan]:
    """Re-encoded, before a transaction begins. Raises Refused at `photos`."""
    if len(photos) > MOST_PHOTOS:
        raise Refused(_("At most %(most)d photos at once.", most=MOST_PHOTOS), field="photos")
    try:
        return [photo(each) for each in photos]
    except NoPicture as wrong:
        raise Refused(picture_refused(wrong, _("JPEG, PNG or WebP")).message, field="photos") from wrong


def write_down(
    work: Work,
    ticket: Ticket,
    text: str,
    *,
    is_staff: bool,
    photos: Sequence[Plan] = (),
    is_internal: bool = False,
    became: TicketStatus | None = None,
) -> TicketEntry:
    """Within a transaction, in the name of who is at work."""
    entry = work.add(
        TicketEntry(
            ticket_id=ticket.id,
            author_id=work.by.id,
            author=work.by.name,
            is_staff=is_staff,
            is_internal=is_internal,
            text=text,
            became=became,
            at=clock.now(),
        )
    )
    for each in photos:
        work.add(
            TicketPhoto(
                entry_id=entry.id, sha256=sha256(each.content).hexdigest(), width=each.width, height=each.height, content=each.content
            )
        )
    return entry
