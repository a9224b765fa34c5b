"""How far the things are that follow when somebody comes in: mail, accounts, doors, books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.models.delivery import DeliveryKind
from app.queries.access_terms import access_terms
from app.queries.contact_steps import contact_steps
from app.queries.letters import last_letter
from app.rules.access import Holding, System

URGENT = ("failed", "working", "wanted", "none", "granted")


@dataclass(frozen=True, slots=True)
class PersonStep:
    """`state` is wanted, working, granted, suspended, gone, failed, or none where nothing of it is wanted.

    `comes_on` is the first day of the license that will bring it. What can be tried again has the id of its access, or of the organisation whose contact it is.
    """

    name: str
    state: str
    reason: str = ""
    groups: tuple[str, ...] = ()
    username: str = ""
    access_id: int | None = None
    organisation_id: int | None = None
    comes_on: dt.date | None = None


def person_steps(session: Session, user: FoyerUser) -> list[PersonStep]:
    """In the order in which a newcomer meets them."""
    rows = {row.system: row for row in session.scalars(select(Access).where(Access.user_id == user.id))}
    coming = [each for each in access_terms(session, [user.id])[user.id].holdings if each.is_coming]
    return [_mail(session, user), *(_of(system, rows.get(system), coming) for system in System), _contact(session, user)]


def _mail(session: Session, user: FoyerUser) -> PersonStep:
    letter = last_letter(session, user.id, DeliveryKind.WELCOME)
    return PersonStep("mail", letter.state.value if letter else "none", letter.reason if letter else "")


def _of(system: System, row: Access | None, coming: Sequence[Holding]) -> PersonStep:
    if row is None:
        days = [each.starts_on for each in coming if each.door_groups or system is not System.DOORS]
        return PersonStep(system.value, "none", comes_on=min(days, default=None))
    return PersonStep(
        system.value, row.state.value, row.reason, tuple(row.groups), row.username, row.id if row.state is AccessState.FAILED else None
    )


def _contact(session: Session, user: FoyerUser) -> PersonStep:
    """Of the company whose books need a look first."""
    found = contact_steps(session, user.organisation) if user.organisation else []
    if not found:
        return PersonStep("contact", "none")
    step = min(found, key=lambda each: URGENT.index(each.state))
    return PersonStep("contact", step.state, step.reason, organisation_id=user.organisation_id if step.state == "failed" else None)
