"""What taking back, blocking and finding a fob have in common: nobody has it afterwards."""

from __future__ import annotations

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import settle_access
from app.core import clock
from app.models import DoorTag
from app.models.door_tag import TagState
from app.work import transaction


def let_go(tag_id: int, verb: str, *, by: Actor) -> DoorTag:
    """`verb` of DoorTag.moves. A blocked one stays where it was lost, a free one is everybody's. Raises Refused when it is not its turn."""
    with transaction(by=by) as work:
        tag = work.lock(DoorTag, tag_id)
        require(by, Permission.DOOR_GIVE, tag)
        DoorTag.moves.move(tag, verb)
        holder, tag.user_id, tag.since = tag.user_id, None, clock.now()
        if tag.state is TagState.FREE:
            tag.location_id = None
        work.session.flush()  # what the person should have is read from it
        if holder is not None:
            settle_access([holder], by=SYSTEM)
    return tag
