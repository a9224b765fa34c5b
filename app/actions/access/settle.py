"""Settle what people should have in each system, from their licenses of today; whatever moved is told to the jobs (A1, A3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.events import Event
from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.queries.access_absent import absent
from app.queries.access_terms import AccessTerms, access_terms
from app.rules.access import NOTHING, Standing, System, Wanted, wanted_access
from app.rules.usernames import free_name, plain_name
from app.work import Work, transaction


@dataclass(frozen=True)
class AccessWanted(Event):
    """WiFi, whose tables are ours."""

    access_id: int


@dataclass(frozen=True)
class PrintingWanted(Event):
    access_id: int


@dataclass(frozen=True)
class DoorsWanted(Event):
    access_id: int


WANTED: dict[System, type[AccessWanted | PrintingWanted | DoorsWanted]] = {
    System.WIFI: AccessWanted, System.PRINTING: PrintingWanted, System.DOORS: DoorsWanted,
}  # fmt: skip


def wanted_at(system: System, access_id: int) -> Event:
    """What tells the jobs of that system: a vendor who is slow keeps nobody from the WiFi."""
    return WANTED[system](access_id)


def settle_access(user_ids: Collection[int], *, by: Actor) -> int:
    """Returns how many accounts are to be changed. Settling twice changes nothing.

    Of a system that this house does not have nothing is wanted, unless the person is there from the time when it had: nothing could ever be
    brought about, and what failed keeps a person from being erased and an organisation from being closed.
    """
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        ids, nowhere = sorted(set(user_ids)), absent()
        # one order of locks: people first, so that two licenses of one person are not settled past each other
        work.session.execute(select(FoyerUser.id).where(FoyerUser.id.in_(ids)).order_by(FoyerUser.id).with_for_update(key_share=True))
        rows = {
            (row.user_id, row.system): row for row in work.session.scalars(select(Access).where(Access.user_id.in_(ids)).with_for_update())
        }
        to_tell = [
            row
            for terms in access_terms(work.session, ids).values()
            for system, wanted in wanted_access(terms.holdings, tag=terms.tag).items()
            if (
                row := _settled(
                    work,
                    mine := rows.get((terms.user_id, system)),
                    terms,
                    system,
                    NOTHING if system in nowhere and not _may_be_there(mine) else wanted,
                )
            )
            is not None
        ]
        work.session.flush()  # new rows need their number before anybody is told
        work.emit_all([wanted_at(row.system, row.id) for row in to_tell])
    return len(to_tell)


def _may_be_there(row: Access | None) -> bool:
    """Somebody whom the system was asked to make; an answer that is out counts."""
    return row is not None and (row.external_id is not None or row.asked_at is not None)


def _settled(work: Work, row: Access | None, terms: AccessTerms, system: System, wanted: Wanted) -> Access | None:
    """The row, if a job has to be told. One that is on its way has its job, which looks at what is wanted when it ends."""
    told = wanted.as_json()
    if row is None:
        if wanted.standing is Standing.NONE:
            return None
        row = Access(user_id=terms.user_id, system=system, username=_free_name(work, system, terms.email), wanted=told)
        row.location_id = terms.location_id
        work.session.add(row)
        return row
    if row.wanted == told:
        return None
    on_its_way = row.state in (AccessState.WANTED, AccessState.WORKING)
    row.wanted, row.location_id = told, terms.location_id or row.location_id
    Access.moves.move(row, "want")
    row.reason = ""
    return None if on_its_way else row


def _free_name(work: Work, system: System, email: str) -> str:
    name = plain_name(email)
    work.session.flush()  # names of people settled a moment ago count as well
    near = select(Access.username).where(Access.system == system, Access.username.startswith(name, autoescape=True))
    return free_name(name, set(work.session.scalars(near)))
