"""The one picture that a person, a guest or a room has: another takes its place, and of the last nothing is kept."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete

from app.models import FoyerUser, Guest, Picture, Room
from app.work import Work


def hold_picture(work: Work, holder: FoyerUser | Guest | Room, content: bytes | None) -> None:
    """Within a transaction that holds the row; None takes it away. The same picture again changes nothing."""
    before = work.session.get(Picture, holder.picture_id) if holder.picture_id else None
    digest = sha256(content).hexdigest() if content is not None else ""
    if before is not None and before.sha256 == digest:
        return
    holder.picture_id = work.add(Picture(sha256=digest, content=content)).id if content is not None else None
    if before is not None:
        work.session.flush()  # its holder lets go of it first
        work.session.execute(delete(Picture).where(Picture.id == before.id))
