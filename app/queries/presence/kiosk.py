"""What a kiosk may know: never a list of people, and of one person only what that person could have said (K1, least data)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Access, CheckIn, FoyerUser, Guest, Location, Organisation
from app.models.access import AccessState
from app.queries.presence.people_of import is_of
from app.rules.access import Standing, System

FEWEST_LETTERS, MOST_HOSTS = 3, 5


@dataclass(frozen=True, slots=True)
class Host:
    """Whom a guest may mean: a person, or with `user_id` None a company."""

    user_id: int | None
    name: str
    company: str


@dataclass(frozen=True, slots=True)
class GuestKnown:
    """`came_for` is the host of the last visit here, as (user, words); None where there is none who could be told again."""

    guest: Guest | None
    open_one: CheckIn | None
    came_for: tuple[int | None, str] | None


def hosts(session: Session, location_id: int, words: str) -> tuple[list[Host], bool]:
    """Members of that location and companies there whose name, or a word of it, begins so; at most five, and whether there are more.

    Nothing for less than three letters: nobody walks through the house by typing the alphabet.
    """
    words = " ".join(words.split())
    if len([letter for letter in words if letter.isalnum()]) < FEWEST_LETTERS:
        return [], False
    begins = words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    full = FoyerUser.first_name + " " + FoyerUser.last_name
    people = select(FoyerUser, Organisation.name).outerjoin(Organisation, Organisation.id == FoyerUser.organisation_id)
    people = people.where(FoyerUser.active, is_of(location_id), or_(full.ilike(begins), FoyerUser.last_name.ilike(begins))).order_by(
        full, FoyerUser.id
    )
    found = [Host(user.id, str(user), company or "") for user, company in session.execute(people.limit(MOST_HOSTS + 1))]
    if len(found) <= MOST_HOSTS:
        companies = select(Organisation.name).where(Organisation.location_id == location_id, Organisation.name.ilike(begins))
        found += [
            Host(None, name, "") for name in session.scalars(companies.order_by(Organisation.name).limit(MOST_HOSTS + 1 - len(found)))
        ]
    return found[:MOST_HOSTS], len(found) > MOST_HOSTS


def guest_known(session: Session, location_id: int, key: str) -> GuestKnown:
    """By the key of their address (rules.lead_contact.email_key)."""
    guest = session.scalars(select(Guest).where(Guest.email_key == key)).one_or_none()
    if guest is None:
        return GuestKnown(None, None, None)
    theirs = select(CheckIn).where(CheckIn.guest_id == guest.id, CheckIn.location_id == location_id)
    last = session.scalars(
        theirs.where(or_(CheckIn.host_id.is_not(None), CheckIn.host_name != "")).order_by(CheckIn.arrived_at.desc()).limit(1)
    ).one_or_none()
    open_one = session.scalars(theirs.where(CheckIn.left_at.is_(None))).one_or_none()
    return GuestKnown(guest, open_one, None if last is None else _still_there(last))


def _still_there(last: CheckIn) -> tuple[int | None, str] | None:
    if last.host is not None and not last.host.active:
        return None
    return (last.host_id, last.host_name) if last.host_id is not None or last.host_name else None


def member_has_wifi(session: Session, user_id: int) -> bool:
    """Their own account works, which their licenses gave them (A1)."""
    theirs = select(Access.state).where(Access.user_id == user_id, Access.system == System.WIFI)
    return session.scalar(theirs) is AccessState.GRANTED


def is_suspended(session: Session, email: str) -> bool:
    """Somebody with this address has WiFi that is closed for now; one whose licenses are over is a guest like any other."""
    theirs = (
        select(Access.id)
        .join(FoyerUser, FoyerUser.id == Access.user_id)
        .where(Access.system == System.WIFI, func.lower(FoyerUser.email) == email.lower())
    )
    return session.scalar(theirs.where(Access.wanted["standing"].astext == Standing.SUSPENDED).limit(1)) is not None


def whom_to_ask(location: Location) -> str:
    """The address of who runs the place; empty where none is known."""
    return location.manager_email
