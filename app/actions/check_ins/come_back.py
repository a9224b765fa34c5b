"""Somebody who left is there again: back from lunch, or checked out by mistake (K2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest, arrive_member, arrive_visitor
from app.core.errors import Refused
from app.models import CheckIn
from app.models.check_in import Source
from app.work import transaction


def come_back(check_in_id: int, *, key: str, by: Actor) -> CheckIn:
    """A check-in of its own by the desk, with the same host. Raises Forbidden, Missing, and Refused where the terms have changed since."""
    with transaction(by=by) as work:
        before = work.get(CheckIn, check_in_id)
        require(by, Permission.CHECK_IN_WRITE, before)
        arrival = Arrival(before.location_id, Source.DESK, key, host_id=before.host_id, host_name=before.host_name)
        if before.user_id is not None:
            return arrive_member(before.user_id, arrival, by=by)
        if before.guest is not None:
            return arrive_guest(GuestFacts(email=before.guest.email), arrival, by=by)
        if before.peer_id is not None:
            return arrive_visitor(before.peer_id, before.peer_ref, before.name, arrival, by=by)
        raise Refused(_("Nobody knows any more who this was."))
