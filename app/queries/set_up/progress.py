"""The steps of setting a house up: which are done, which are left for later, and which is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, literal, select
from sqlalchemy.orm import Session

from app.access.staff import is_staff
from app.models import Delivery, FoyerUser, License, Location, Membership
from app.models.delivery import DeliveryKind, DeliveryState
from app.queries.settings import setting

SETTING = "set_up"


class Step(StrEnum):
    """In the order in which they are asked."""

    COMPANY = "company"
    TAX = "tax"
    NUMBERS = "numbers"
    LOCATION = "location"
    OFFERS = "offers"
    MAIL = "mail"
    XERO = "xero"
    CARDS = "cards"
    MEMBERS = "members"
    COLLEAGUES = "colleagues"


class StepState(StrEnum):
    DONE = "done"
    LATER = "later"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Progress:
    """`location` is the first one; until the company is said there is none, and no other step can begin. `is_over`: somebody said that it is."""

    location: Location | None
    states: dict[Step, StepState]
    is_over: bool

    @property
    def next(self) -> Step | None:
        """The first that is neither done nor left for later."""
        return next((step for step, state in self.states.items() if state is StepState.TODO), None)

    @property
    def done(self) -> int:
        return sum(state is StepState.DONE for state in self.states.values())


@dataclass(slots=True)
class Noted:
    """What people said about the steps, as it is kept."""

    done: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    is_over: bool = False


def noted(session: Session) -> Noted | None:
    """None for a house that was never set up here, such as one out of a data package."""
    found = setting(session, SETTING, None)
    return None if found is None else Noted(**found)


def first_location(session: Session) -> Location | None:
    """The headquarters, else the oldest."""
    return session.scalars(select(Location).order_by(Location.is_headquarters.desc(), Location.id).limit(1)).one_or_none()


def progress(session: Session) -> Progress:
    said, location = noted(session) or Noted(), first_location(session)
    there = _there(session, location)
    states = {}
    for step in Step:
        is_done = step.value in said.done or there.get(step, False)
        states[step] = StepState.DONE if is_done else StepState.LATER if step.value in said.later else StepState.TODO
    if location is None or not (location.legal_name and location.address):
        states[Step.COMPANY] = StepState.TODO
    return Progress(location, states, said.is_over)


def is_open(session: Session) -> bool:
    """It was begun and nobody said that it is over, or nothing is there yet."""
    said = noted(session)
    return not said.is_over if said is not None else first_location(session) is None


def _there(session: Session, location: Location | None) -> dict[Step, bool]:
    """Steps whose outcome is in the house, whoever put it there."""
    if location is None:
        return {}
    asked: dict[Step, Select[Any]] = {
        Step.OFFERS: select(Membership.id),
        Step.MAIL: select(Delivery.id).where(Delivery.kind == DeliveryKind.MAIL_ARRIVES, Delivery.state == DeliveryState.SENT),
        Step.XERO: select(Location.id).where(Location.xero_connection_id.is_not(None)),
        Step.MEMBERS: select(License.id),
        Step.COLLEAGUES: select(FoyerUser.id).where(FoyerUser.active, is_staff()).offset(1),
    }
    answers = session.execute(select(*(exists(query.add_columns(literal(1))).label(step.value) for step, query in asked.items()))).one()
    return dict(zip(asked, answers, strict=True))
