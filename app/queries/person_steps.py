"""How far the things are that follow when somebody comes in: mail, accounts, doors, books."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.models.delivery import DeliveryKind
from app.queries.contact_steps import contact_steps
from app.queries.letters import last_letter
from app.rules.access import System

URGENT = ("failed", "working", "wanted", "none", "granted")


@dataclass(frozen=True, slots=True)
class PersonStep:
    """`state` is wanted, working, granted, suspended, gone, failed, or none where nothing of it is wanted.

    What can be tried again has the id of its access, or of the organisation whose contact it is.
    """

    name: str
    state: str
    reason: str = ""
    groups: tuple[str, ...] = ()
    username: str = ""
    access_id: int | None = None
    organisation_id: int | None = None


def person_steps(session: Session, user: FoyerUser) -> list[PersonStep]:
    """In the order in which a newcomer meets them."""
    rows = {row.system: row for row in session.scalars(select(Access).where(Access.user_id == user.id))}
    return [_mail(session, user), *(_of(system, rows.get(system)) for system in System), _contact(session, user)]


def _mail(session: Session, user: FoyerUser) -> PersonStep:
    letter = last_letter(session, user.id, DeliveryKind.WELCOME)
    return PersonStep("mail", letter.state.value if letter else "none", letter.reason if letter else "")


def _of(system: System, row: Access | None) -> PersonStep:
    if row is None:
        return PersonStep(system.value, "none")
    return PersonStep(
        system.value, row.state.value, row.reason, tuple(row.groups), row.username, row.id if row.state is AccessState.FAILED else None
    )


def _contact(session: Session, user: FoyerUser) -> PersonStep:
    """Of the company whose books need a look first."""
    found = contact_steps(session, user.organisation) if user.organisation else []
    if not found:
        return PersonStep("contact", "wanted")
    step = min(found, key=lambda each: URGENT.index(each.state))
    state = "wanted" if step.state == "none" else step.state
    return PersonStep("contact", state, step.reason, organisation_id=user.organisation_id if state == "failed" else None)
