"""Visits that bear somebody's name and no address, as staff type them: whether they are this person's, a person has to say (K5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from app.core import clock
from app.core.errors import Refused
from app.models import Visit
from app.rules.subject import Subject

MOST = 100  # of a name that many have


@dataclass(frozen=True, slots=True)
class Named:
    """`day` is that of the place; `host` and `company` tell whose visit it was."""

    visit_id: int
    name: str
    company: str
    host: str
    place: str
    day: dt.date


def visits_by_name(session: Session, subject: Subject) -> list[Named]:
    """By the very name, whoever else has it; the newest first."""
    query = (
        select(Visit)
        .where(*_is_named(subject))
        .options(joinedload(Visit.host), joinedload(Visit.location))
        .order_by(Visit.expected_at.desc(), Visit.id.desc())
    )
    return [
        Named(
            row.id,
            row.name,
            row.company,
            str(row.host) if row.host is not None else "",
            row.location.name,
            clock.local(row.expected_at, row.location.zone).date(),
        )
        for row in session.scalars(query.limit(MOST))
    ]


def with_visits(session: Session, subject: Subject, chosen: Collection[int]) -> Subject:
    """The person with visits that are said to be theirs. Raises Refused for one of another name, or with an address, which says whose it is."""
    wanted = sorted(set(chosen))
    found = session.scalars(select(Visit.id).where(*_is_named(subject), Visit.id.in_(wanted)).order_by(Visit.id)).all()
    if list(found) != wanted:
        raise Refused(_("One of these visits bears another name by now, or an address. Look at them again."))
    return replace(subject, visits=tuple(wanted))


def _is_named(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    names = [name.lower() for name in subject.full_names] or [name.lower() for name in subject.first_names]
    return Visit.email == "", func.lower(func.trim(Visit.name)).in_(names)
