"""Which organisations and which people staff see who are limited to some locations: each rule as lists ask it, and where that differs, of one row at a time and as one set.

A query that comes to few rows by itself asks of each of them; one that would come to most of a table begins with the few that a place has. Whatever way it is asked, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from app.models import (
    CheckIn,
    Contact,
    CreditNote,
    FoyerUser,
    Guest,
    Invoice,
    Lead,
    License,
    Organisation,
    Payment,
    SignUp,
    Visit,
    WaitingEntry,
)

Criterion = ColumnElement[bool]
Ids = frozenset[int]
Rule = Callable[[Ids], Criterion]


def organisations(ids: Ids) -> Criterion:
    """At home there, or with a license there; as one set, which the database begins with where a place has few of many. With OR it looks at every row of all places."""
    return Organisation.id.in_(known_there(ids))


def each_organisation(ids: Ids) -> Criterion:
    return or_(Organisation.location_id.in_(ids), _has_license(Organisation.id, ids))


def _has_license(organisation_id: Any, ids: Ids) -> Criterion:
    license = aliased(License)
    return exists().where(license.organisation_id == organisation_id, license.location_id.in_(ids))


def known_there(ids: Ids) -> Any:
    own = aliased(Organisation)
    return union(select(own.id).where(own.location_id.in_(ids)), select(License.organisation_id).where(License.location_id.in_(ids)))


def accounts(ids: Ids) -> Criterion:
    """Organisations whose account is looked into there: those that are seen, and whoever was billed, credited or paid there, wherever they are at home.

    Asked of one at a time. It opens the pages and verbs of a debtor alone: as a rule for organisations it would open their people, wallets and cards as well,
    and every list of organisations would begin with all invoices of a place.
    """
    return or_(each_organisation(ids), has_account(Organisation.id, ids))


def has_account(organisation_id: Any, ids: Ids) -> Criterion:
    return or_(
        *(
            exists().where(row.organisation_id == organisation_id, row.location_id.in_(ids))
            for row in map(aliased, (Invoice, CreditNote, Payment))
        )
    )


def users(ids: Ids) -> Criterion:
    """Who works there, and whose organisation may be seen; as one set, as organisations are."""
    works, belongs = aliased(FoyerUser), aliased(FoyerUser)
    return FoyerUser.id.in_(
        union(select(works.id).where(works.location_id.in_(ids)), select(belongs.id).where(belongs.organisation_id.in_(known_there(ids))))
    )


def each_user(user: Any, ids: Ids) -> Criterion:
    own = aliased(Organisation)
    return or_(
        user.location_id.in_(ids),
        exists().where(own.id == user.organisation_id, own.location_id.in_(ids)),
        _has_license(user.organisation_id, ids),
    )


@lru_cache(maxsize=512)
def contacts(ids: Ids) -> Criterion:
    """Who is a lead there, a user whom they may see, somebody who waits or signed up there, or a guest; or was, before they were merged into another.

    Kept: putting it together takes longer than the database takes to answer.
    """
    merged = aliased(Contact)
    return or_(
        _is_lead(Contact.id, ids),
        _is_known(Contact.email_key, ids),
        exists().where(merged.merged_into_id == Contact.id, _is_known(func.lower(merged.email), ids)),
        _is_lead(Contact.merged_into_id, ids),
    )


def contacts_as_a_set(ids: Ids) -> Criterion:
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
        select(func.lower(FoyerUser.email)).where(users(ids)),
        *(select(func.lower(each.email)).where(each.location_id.in_(ids)) for each in (WaitingEntry, SignUp)),
        select(func.lower(Guest.email)).where(guests_as_a_set(ids)),
    )


def _is_lead(contact_id: Any, ids: Ids) -> Criterion:
    lead = aliased(Lead)
    return exists().where(lead.contact_id == contact_id, lead.location_id.in_(ids))


def _is_known(address: Any, ids: Ids) -> Criterion:
    """Asked of one address at a time, so that the database may do so for the few rows that something else found; for all of them it makes a list of
    addresses once by itself.
    """
    user, guest = aliased(FoyerUser), aliased(Guest)
    return or_(
        exists().where(func.lower(user.email) == address, each_user(user, ids)),
        *(
            exists().where(func.lower(each.email) == address, each.location_id.in_(ids))
            for each in (aliased(WaitingEntry), aliased(SignUp))
        ),
        exists().where(func.lower(guest.email) == address, _guest(guest, ids)),
    )


def guests(ids: Ids) -> Criterion:
    """Who was there, or is expected there."""
    return _guest(Guest, ids)


def _guest(guest: Any, ids: Ids) -> Criterion:
    came, visit = aliased(CheckIn), aliased(Visit)
    return or_(
        exists().where(came.guest_id == guest.id, came.location_id.in_(ids)),
        exists().where(visit.email_key == guest.email_key, visit.location_id.in_(ids)),
    )


def guests_as_a_set(ids: Ids) -> Criterion:
    came = select(CheckIn.guest_id).where(CheckIn.location_id.in_(ids), CheckIn.guest_id.is_not(None))
    awaited = aliased(Guest)
    return Guest.id.in_(
        union(came, select(awaited.id).where(awaited.email_key.in_(select(Visit.email_key).where(Visit.location_id.in_(ids)))))
    )


EACH: dict[Any, Rule] = {FoyerUser: lambda ids: each_user(FoyerUser, ids), Organisation: each_organisation}
# All that can be asked as a set, also where that is the usual way: whoever chooses between the two asks here.
AS_A_SET: dict[Any, Rule] = {Contact: contacts_as_a_set, FoyerUser: users, Guest: guests_as_a_set, Organisation: organisations}
