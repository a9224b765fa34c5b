"""What becomes of an offer that nobody onboards: declined by who got it, or taken back by the desk."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.waiting_list.close import close_offer
from app.core.errors import Refused
from app.models import WaitingEntry
from app.queries.offers import open_offer
from app.work import transaction


def decline_offer(entry_id: int, *, reason: str = "", by: Actor) -> WaitingEntry:
    """They said no to this place, and go on waiting for another."""
    return _close(entry_id, "decline", reason, by)


def take_back_offer(entry_id: int, *, reason: str = "", by: Actor) -> WaitingEntry:
    """The place is not to be had after all, or only some of the people came."""
    return _close(entry_id, "withdraw", reason, by)


def _close(entry_id: int, verb: str, reason: str, by: Actor) -> WaitingEntry:
    """Raises Refused when nothing is offered to them."""
    with transaction(by=by) as work:
        entry = work.lock(WaitingEntry, entry_id)
        require(by, Permission.WAITING_ENTRY_WRITE, entry)
        offer = open_offer(work.session, entry.id)
        if offer is None:
            raise Refused(_("Nothing is offered to %(name)s.", name=entry.name))
        close_offer(work, entry, offer, verb, reason)
    return entry
