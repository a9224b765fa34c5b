"""The lock of a room: whoever books it waits for whoever is booking it, and nobody deadlocks."""

from __future__ import annotations

from sqlalchemy import bindparam, text

from app.work import Work

ROOMS = 7_201  # the class of advisory locks that are rooms
LOCK = text("SELECT pg_advisory_xact_lock(:of_rooms, :room)").bindparams(bindparam("of_rooms", ROOMS))


def lock_rooms(work: Work, *room_ids: int) -> None:
    """Held until the transaction ends; several rooms in the order of their ids."""
    for room_id in sorted(set(room_ids)):
        work.session.execute(LOCK, {"room": room_id})
