"""Contents of files are moved into storage, oldest first, and removed from it when no row needs them any more.

Killed at any point, nothing is lost: a row holds its bytes until storage has read them back, and what is too much there has a row that says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.files.claim import Claimed, claim_files
from app.actions.files.own import own_name
from app.actions.files.remove import condemn_files, forget_removed
from app.actions.files.settle import settle_files
from app.core.entity import db
from app.core.storage import Storage, StorageAway, WrongBytes
from app.integrations.errors import GiveUp, Retry
from app.queries.kept_files import storage
from app.queries.stored_files import places, to_move

S = TypeVar("S")
T = TypeVar("T")
A_TICK = 40.0  # seconds: the next tick goes on
A_REMOVAL = 60.0  # seconds, far below the lease of what is condemned
AT_ONCE = 8  # calls of storage side by side
log = structlog.get_logger("files")


def follow() -> str:
    """For the timetable: what was moved and removed in words. Raises Retry while storage is away, so that the health page tells of it."""
    place = storage()
    if others := elsewhere(place):
        raise GiveUp(
            _(
                "Files are in %(places)s, and FOYER_FILES names another place: they cannot be read. See python3 run.py files.",
                places=", ".join(others),
            )
        )
    if place is None:
        return _("Files stay in the database.")
    try:
        removed = remove(place)
        moved = move(place, seconds=A_TICK)
    except StorageAway as away:
        raise Retry(_("The place where files are kept does not answer: %(reason)s.", reason=away.reason)) from away
    return _(
        "%(moved)d files moved, %(left)d wait, %(removed)d contents removed.", moved=moved, left=to_move(db.session()), removed=removed
    )


def ready(place: Storage) -> None:
    """Before anything is moved there or removed. Raises GiveUp where another Foyer keeps its files, which this one does not know: it would remove what the other needs."""
    mine = own_name(by=SYSTEM)
    if place.place not in places(db.session()):
        db.session.rollback()
        place.begin()
    db.session.rollback()
    owner = place.owner()
    if not owner:
        place.own(mine)
        owner = place.owner()  # of two that begin in one second it is the last
    if owner != mine:
        raise GiveUp(
            _(
                "Another Foyer keeps files in %(place)s, or this one was restored from a backup: they are read, and nothing there is moved or removed. "
                "Give each Foyer a place of its own. If the other one is gone for good: python3 run.py files --adopt.",
                place=place.place,
            )
        )


def elsewhere(place: Storage | None) -> list[str]:
    """Other places that have something of ours."""
    return [each for each in places(db.session()) if place is None or each != place.place]


def move(place: Storage, *, seconds: float) -> int:
    """How many rows let go of their bytes within about that time."""
    ready(place)
    until, moved = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        claimed = claim_files(place.place, by=SYSTEM)
        if not claimed:
            break
        put = [each for each, is_there in zip(claimed, side_by_side(lambda each: _put(place, each), claimed), strict=True) if is_there]
        moved += settle_files(put, by=SYSTEM)
    return moved


def remove(place: Storage) -> int:
    """How many contents went from storage."""
    ready(place)
    gone, until = 0, time.monotonic() + A_REMOVAL
    while time.monotonic() < until and (doomed := condemn_files(place.place, by=SYSTEM)):
        side_by_side(lambda each: place.delete(each[1]), doomed)
        forget_removed([stored_id for stored_id, _digest in doomed], by=SYSTEM)
        gone += len(doomed)
    return gone


def side_by_side(call: Callable[[S], T], all_of: Sequence[S]) -> list[T]:
    """Storage is far away, so its calls wait beside each other. No transaction is open meanwhile. After the first that fails none is begun any more, and one that hangs is not waited for."""
    threads = ThreadPoolExecutor(AT_ONCE)
    try:
        calls = [threads.submit(call, each) for each in all_of]
        return [each.result() for each in calls]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _put(place: Storage, each: Claimed) -> bool:
    try:
        return place.put(each.content) == each.digest
    except WrongBytes:
        log.exception("storage gave back other bytes", digest=each.digest)
        return False
