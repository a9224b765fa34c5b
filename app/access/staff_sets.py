"""The rules of `staff_scope` that can be asked in two ways, in the way that the usual rule is not: of one row at a time, and as one set that begins with a place.

A query that comes to few rows by itself asks of each of them; one that would come to most of a table begins with the few that a place has.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import aliased

from app.access.staff_scope import STAFF, Criterion, Ids, Rule, sees_organisation, sees_user
from app.models import CheckIn, Contact, FoyerUser, Guest, Lead, Organisation, SignUp, Visit, WaitingEntry


def _contacts(ids: Ids) -> Criterion:
    merged = aliased(Contact)
    leads, known = select(Lead.contact_id).where(Lead.location_id.in_(ids)), _addresses(ids)
    return Contact.id.in_(
        union(
            leads,
            select(Contact.id).where(Contact.email_key.in_(known)),
            select(merged.merged_into_id).where(merged.merged_into_id.is_not(None), func.lower(merged.email).in_(known)),
            select(merged.id).where(merged.merged_into_id.in_(leads)),
        )
    )


def _addresses(ids: Ids) -> Any:
    """Of users whom they may see, of who waits or signed up there, and of guests."""
    return union(
        select(func.lower(FoyerUser.email)).where(STAFF[FoyerUser](ids)),
        *(select(func.lower(each.email)).where(each.location_id.in_(ids)) for each in (WaitingEntry, SignUp)),
        select(func.lower(Guest.email)).where(_guests(ids)),
    )


def _guests(ids: Ids) -> Criterion:
    came = select(CheckIn.guest_id).where(CheckIn.location_id.in_(ids), CheckIn.guest_id.is_not(None))
    awaited = aliased(Guest)
    return Guest.id.in_(union(came, select(awaited.id).where(awaited.email_key.in_(select(Visit.email_key).where(Visit.location_id.in_(ids))))))


STAFF_EACH: dict[Any, Rule] = {
    FoyerUser: lambda ids: sees_user(FoyerUser, ids),
    Organisation: sees_organisation,
}
# All that can be asked as a set, also where that is the usual way: whoever chooses between the two asks here.
STAFF_AS_SET: dict[Any, Rule] = {
    Contact: _contacts,
    FoyerUser: STAFF[FoyerUser],
    Guest: _guests,
    Organisation: STAFF[Organisation],
}
