"""Go back from a text of one's own to the one behind it: of the network, or the house's."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.mail_texts.place import TextPlace, require_place, there
from app.work import transaction


def restore_mail_text(place: TextPlace, *, seen: str = "", by: Actor) -> None:
    """Nothing happens where there is none. Raises Stale when somebody else was faster."""
    with transaction(by=by) as work:
        require_place(work, place)
        row = there(work, place, seen)
        if row is not None:
            work.session.delete(row)
