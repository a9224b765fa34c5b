"""Somebody who left is there again: back from lunch, or checked out by mistake (K2)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest, arrive_member, arrive_visitor
from app.core.errors import Refused
from app.models import CheckIn, Peer, WifiVoucher
from app.models.check_in import Source
from app.models.peer import PeerStatus
from app.work import Work, transaction


def come_back(check_in_id: int, *, key: str, by: Actor) -> CheckIn:
    """A check-in of its own by the desk, with the same host. Who came from another network has WiFi if they had it before.

    Raises Forbidden, Missing, and Refused where the terms have changed since, or we are no longer with that network.
    """
    with transaction(by=by) as work:
        before = work.get(CheckIn, check_in_id)
        require(by, Permission.CHECK_IN_WRITE, before)
        arrival = Arrival(before.location_id, Source.DESK, key, host_id=before.host_id, host_name=before.host_name)
        if before.user_id is not None:
            return arrive_member(before.user_id, arrival, by=by)
        if before.guest is not None:
            return arrive_guest(GuestFacts(email=before.guest.email), arrival, by=by)
        if before.peer_id is not None:
            peer = work.session.get_one(Peer, before.peer_id)
            if peer.status is not PeerStatus.ACTIVE:
                raise Refused(_("Members of %(name)s do not come in at present.", name=peer.name))
            return arrive_visitor(before.peer_id, before.peer_ref, before.name, arrival, wifi=_had_wifi(work, before), by=by)
        raise Refused(_("Nobody knows any more who this was."))


def _had_wifi(work: Work, before: CheckIn) -> bool:
    """Only their network knows what they have at home, and it said so then."""
    return work.session.scalar(select(WifiVoucher.id).where(WifiVoucher.check_in_id == before.id)) is not None
