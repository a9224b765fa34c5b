"""Where somebody is signed in, and how long a session may rest before it is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Setting, SignIn
from app.rules.sign_ins import End, EndedBy, end_of

STAFF_IDLE, MEMBER_IDLE = "sign_in.staff_idle_minutes", "sign_in.member_idle_minutes"
# Staff see everybody's data, so that a machine that was left ends within half a day; a member's phone is theirs and shows what is theirs.
STAFF_MINUTES, MEMBER_MINUTES = "240", "480"
IDLE_CHOICES = {
    STAFF_IDLE: (STAFF_MINUTES, "15", "30", "60", "120", "480"),
    MEMBER_IDLE: (MEMBER_MINUTES, "15", "30", "60", "120", "240"),
}
IDLE = select(func.jsonb_object_agg(Setting.name, Setting.value)).where(Setting.name.in_(IDLE_CHOICES))  # None when nobody set either


def idle_time(chosen: Mapping[str, str] | None, *, is_staff: bool) -> dt.timedelta:
    """By the answer of IDLE."""
    name = STAFF_IDLE if is_staff else MEMBER_IDLE
    return dt.timedelta(minutes=int((chosen or {}).get(name, IDLE_CHOICES[name][0])))


@dataclass(frozen=True, slots=True)
class Past:
    """A session that is over, and what ended it."""

    row: SignIn
    end: End


def open_sign_ins(session: Session, user_id: int, *, is_staff: bool) -> list[SignIn]:
    """Where the person is signed in now, the newest first."""
    stands = _stands(clock.now(), idle_time(session.scalar(IDLE), is_staff=is_staff))
    query = select(SignIn).where(SignIn.user_id == user_id, stands).order_by(SignIn.began_at.desc(), SignIn.id.desc())
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def past_sign_ins(session: Session, user_id: int, *, is_staff: bool, most: int) -> list[Past]:
    """The last that are over, the newest first."""
    at, idle = clock.now(), idle_time(session.scalar(IDLE), is_staff=is_staff)
    query = (
        select(SignIn)
        .where(SignIn.user_id == user_id, not_(_stands(at, idle)))
        .order_by(SignIn.began_at.desc(), SignIn.id.desc())
        .limit(most)
    )
    ends = [
        (row, end_of(seen_at=row.seen_at, ends_at=row.ends_at, ended=written_end(row.ended_at, row.ended_by), idle=idle, at=at))
        for row in session.scalars(query)
    ]
    return [Past(row, end) for row, end in ends if end is not None]


def own_sign_in(session: Session, sign_in_id: int, user_id: int) -> SignIn | None:
    """That one, if it is this person's."""
    return session.scalars(select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id)).one_or_none()


def written_end(at: dt.datetime | None, by: EndedBy | None) -> End | None:
    """As a row says it."""
    return None if at is None or by is None else End(at, by)


def _stands(at: dt.datetime, idle: dt.timedelta) -> ColumnElement[bool]:
    """What `end_of` says in words."""
    return and_(SignIn.ended_at.is_(None), SignIn.ends_at > at, SignIn.seen_at > at - idle)
