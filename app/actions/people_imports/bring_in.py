"""One row becomes a person with a license, by the very onboarding of one; the same row of the same or another file makes nothing twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.actions.onboarding.onboard import onboard
from app.actions.people_imports.find import newcomer_of
from app.models import FoyerUser, License, Onboarding
from app.work import Work


@dataclass(frozen=True, slots=True)
class Brought:
    """`made` is None when the license is there already. `is_new_organisation` and `is_new_person` say what else was made."""

    made: Onboarding | None
    is_new_organisation: bool = False
    is_new_person: bool = False


def bring_in(work: Work, values: dict[str, Any]) -> Brought:
    """In the transaction of the caller, in the name of its actor. Raises what the onboarding of one raises."""
    newcomer = newcomer_of(work, values)
    email, membership_id, starts_on = values["email"].lower(), newcomer["license"]["membership_id"], newcomer["license"]["starts_on"]
    person = work.session.scalar(select(FoyerUser.id).where(func.lower(FoyerUser.email) == email))
    same = select(License.id).where(License.user_id == person, License.membership_id == membership_id, License.starts_on == starts_on)
    key = key_of(email, membership_id, starts_on)
    was_here = select(Onboarding.id).where(Onboarding.key == key)
    if work.session.scalar(was_here) is not None or (person is not None and work.session.scalar(same.limit(1)) is not None):
        return Brought(None)
    made = onboard(key=key, by=work.by, **newcomer)
    return Brought(made, newcomer["organisation_id"] is None, person is None)


def license_of(brought: Brought) -> License:
    """Of one that was made."""
    assert brought.made is not None
    assert brought.made.license is not None
    return brought.made.license


def key_of(email: str, membership_id: int, starts_on: Any) -> str:
    """Who, what and from when: one onboarding, whichever file it comes from."""
    return "import-" + hashlib.sha256(f"{email}|{membership_id}|{starts_on}".encode()).hexdigest()
