"""How far the mailbox of bounces was read, and whether it is left in peace for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import BounceMailbox
from app.work import Work, transaction

REST = dt.timedelta(hours=1)


def open_mailbox(places: Sequence[str], *, by: Actor) -> BounceMailbox:
    """Its row; another mailbox or another password begins anew. `places`: its marks under each key of ours, the present one first."""
    with transaction(by=by) as work:
        row = _held(work, by)
        if row.place not in places:
            row.valid, row.uid, row.rests_until, row.trouble = "", 0, None, ""
        row.place = places[0]
    return row


def note_read(valid: str, uid: int, *, by: Actor) -> None:
    """Up to and with that mail; two who read at once leave the higher."""
    with transaction(by=by) as work:
        row = _held(work, by)
        if row.valid != valid or row.uid < uid:
            row.valid, row.uid = valid[:40], uid
        row.rests_until, row.trouble = None, ""


def rest_mailbox(reason: str, *, by: Actor) -> None:
    """It did not take the password: nobody asks for an hour, or until the settings have another."""
    with transaction(by=by) as work:
        row = _held(work, by)
        row.rests_until, row.trouble = clock.now() + REST, reason[:500]


def _held(work: Work, by: Actor) -> BounceMailbox:
    require(by, Permission.DELIVERY_DECIDE)
    found = work.session.get(BounceMailbox, 1, with_for_update=True, populate_existing=True)
    return found if found is not None else work.add(BounceMailbox(id=1, place="", valid="", uid=0, trouble=""))
