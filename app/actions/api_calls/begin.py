"""Begin a call under its key, or learn what it was answered before (IETF draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.access.sealing import API_ANSWER, opened
from app.core import clock
from app.core.entity import table_of
from app.core.errors import Conflict, Refused
from app.models import ApiCall
from app.work import transaction

BUSY = dt.timedelta(minutes=2)  # longer than any request lives; then its process is dead and its transaction undone
LONGEST = 255
HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Begun:
    """Ours to do when `status` is None; else the answer that was given, word for word."""

    id: int
    attempt: int
    status: int | None = None
    answer: bytes = b""


def begin_call(key: str, asked: str, *, by: Actor) -> Begun:
    """`asked`: the method, the path and the body, each twin the same. A key is its caller's own: two people may use the same.

    Raises Refused for a key that cannot be one, or that named another request, and Conflict while the first call is at work.
    """
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Refused(_("A key has 1 to 255 printable ASCII characters, such as a UUID."), field=HEADER)
    now, what = clock.now(), sha256(asked.encode()).hexdigest()
    named = {"user_id": by.id, "key_hash": sha256(key.encode()).hexdigest()}
    with transaction(by=by) as work:
        new = insert(table_of(ApiCall)).values(**named, asked=what, busy_until=now + BUSY, made_at=now)
        made = work.session.execute(new.on_conflict_do_nothing(index_elements=list(named)).returning(ApiCall.id)).scalar_one_or_none()
        if made is not None:
            return Begun(made, 1)
        row = work.session.scalars(select(ApiCall).filter_by(**named).with_for_update()).one_or_none()
        if row is None:  # let go by its owner between the two statements
            raise Conflict(_("The first call with this key is just ending. Send it again."), field=HEADER)
        if row.asked != what:
            raise Refused(
                _("This key was used before with another request. Use a new one for each thing that you want done."), field=HEADER
            )
        if row.status is not None:
            return Begun(row.id, row.attempt, row.status, opened(row.sealed_answer or b"", API_ANSWER))
        if row.busy_until > now:
            raise Conflict(_("The first call with this key is still at work. Send it again in a moment."), field=HEADER)
        row.attempt, row.busy_until = row.attempt + 1, now + BUSY
        return Begun(row.id, row.attempt)
