"""Somebody arrives: one open check-in a person and location; a second is answered with the first (K1, K2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, false, or_, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import visible
from app.actions.check_ins.events import CheckedIn, CheckedOut, GuestArrived
from app.actions.day_passes.take_day import take_day
from app.actions.guests.agree import agree
from app.actions.guests.find_or_make import guest_at, guest_of
from app.actions.wifi_vouchers.give import give_voucher
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import CheckIn, FoyerUser, Location, Visit
from app.models.check_in import LeftBy, Source
from app.models.visit import VisitStatus
from app.queries.presence.closing import closes_at
from app.work import Work, transaction

OLDEST = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where, how and when. `key` is made by whoever tells of it; `at` None is now, and else the word of the tablet, the WiFi or a door: a device that
    is online for longer counts from the last 24 hours on, and what a tablet kept for longer is refused. `host_id` or `host_name` is whom a guest visits, `visit_id` the invitation that brought them."""

    location_id: int
    source: Source
    key: str
    at: dt.datetime | None = None
    host_id: int | None = None
    host_name: str = ""
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """What a guest says; `terms_id` is the text that they accepted, None if they did so before; `address` the network address for the record of it."""

    email: str
    name: str = ""
    company: str = ""
    language: str = ""
    terms_id: int | None = None
    address: str = ""


def arrive_member(user_id: int, arrival: Arrival, *, by: Actor) -> CheckIn:
    """They themselves, or whoever may check people in there. Raises Forbidden, Missing, and Refused for who may not sign in any more."""
    with transaction(by=by) as work:
        location = _place(work, arrival, own=by.id == user_id)
        user = _person(work, user_id)
        if user is None or not user.active:
            raise Refused(_("This account is closed. Please ask at the desk."))
        found = _told_before(work, arrival, CheckIn.user_id == user.id, f"member {user.id}")
        if found is not None:
            return found
        row = _write(work, location, arrival, user_id=user.id, name=str(user), company=str(user.organisation or ""))
        take_day(work, row)
        return row


def arrive_guest(facts: GuestFacts, arrival: Arrival, *, by: Actor) -> CheckIn:
    """The guest is made or updated by their address, agrees to the terms, gets WiFi until closing time, and is told with the host by mail.

    Raises Refused at `email`, `name`, `terms` or `host`.
    """
    with transaction(by=by) as work:
        location = _place(work, arrival)
        visit = _visit(work, arrival)
        known = guest_at(work, facts.email)
        found = _told_before(work, arrival, CheckIn.guest_id == known.id if known is not None else false(), f"guest {facts.email.lower()}")
        if found is not None:
            _join(work, found, visit)
            return found  # whoever types the address of somebody who is in changes nothing about them
        guest = guest_of(work, known, email=facts.email, name=facts.name, company=facts.company, language=facts.language)
        agree(work, guest, facts.terms_id, location_id=location.id, address=facts.address)
        guest.seen_at = clock.now()
        host_id = visit.host_id if visit is not None else arrival.host_id
        if visit is None and host_id is not None and _person(work, host_id) is None:
            raise Refused(_("Choose whom you visit."), field="host")
        row = _write(
            work,
            location,
            arrival,
            guest_id=guest.id,
            name=guest.name,
            company=guest.company,
            host_id=host_id,
            host_name=arrival.host_name.strip()[:200],
        )
        if visit is not None:
            Visit.moves.move(visit, "arrive")
        give_voucher(work, row, location)
        work.emit(GuestArrived(row.id))
        return row


def arrive_visitor(peer_id: int, ref: str, name: str, arrival: Arrival, *, wifi: bool, by: Actor) -> CheckIn:
    """Somebody of another network whose PIN was right there: `ref` is how that network knows them (K4). They get `wifi` as a guest does, if they have it at home."""
    with transaction(by=by) as work:
        location = _place(work, arrival)
        found = _told_before(work, arrival, (CheckIn.peer_id == peer_id) & (CheckIn.peer_ref == ref), f"peer {peer_id} {ref}")
        if found is not None:
            return found
        row = _write(work, location, arrival, peer_id=peer_id, peer_ref=ref, name=name[:200])
        if wifi:
            give_voucher(work, row, location)
        work.emit(GuestArrived(row.id))
        return row


def _place(work: Work, arrival: Arrival, *, own: bool = False) -> Location:
    location = work.session.get(Location, arrival.location_id)
    if location is None:
        raise Missing(_("Location not found."))
    if own:
        return location
    require(work.by, Permission.CHECK_IN_WRITE)
    if work.by.location_ids is not None and location.id not in work.by.location_ids:
        raise Forbidden(_("%(name)s does not work at that location.", name=work.by.name))
    return location


def _person(work: Work, user_id: int) -> FoyerUser | None:
    """Staff name people by their numbers, so that those whom they may not see, and who never came to them, are nobody; a tablet, the WiFi or a
    door names who proved it."""
    query = select(FoyerUser).where(FoyerUser.id == user_id)
    seen, came = visible(work.by, FoyerUser), visible(work.by, CheckIn)
    if work.by.id is not None and seen is not None and came is not None:
        query = query.where(or_(seen, FoyerUser.id.in_(select(CheckIn.user_id).where(came))))
    return work.session.scalars(query).one_or_none()


def _told_before(work: Work, arrival: Arrival, is_theirs: ColumnElement[bool], whose: str) -> CheckIn | None:
    """The check-in that this one repeats, by its key or because the person is in. Two at one moment wait for each other. Raises Refused where the key
    was told of somebody else or of another place: who asks would take that for an answer to this."""
    one_at_a_time(work.session, f"check-in {arrival.location_id} {whose}")
    theirs_here = select(CheckIn).where(CheckIn.location_id == arrival.location_id, is_theirs)
    told = work.session.scalars(theirs_here.where(CheckIn.key == arrival.key)).one_or_none()
    if told is not None:
        return told
    if work.session.scalar(select(CheckIn.id).where(CheckIn.key == arrival.key)) is not None:
        raise Refused(_("Somebody else was checked in by this already. Please start again."), field="key")
    return work.session.scalars(theirs_here.where(CheckIn.left_at.is_(None))).one_or_none()


def _visit(work: Work, arrival: Arrival) -> Visit | None:
    """Raises Refused for an invitation that is for another place, or holds no longer."""
    if arrival.visit_id is None:
        return None
    visit = work.session.scalars(select(Visit).where(Visit.id == arrival.visit_id).with_for_update()).one_or_none()
    if visit is None or visit.location_id != arrival.location_id:
        raise Refused(_("This invitation is for another place."))
    if visit.status is VisitStatus.CANCELLED:
        raise Refused(_("This invitation was taken back. Please ask at the desk."))
    return visit if visit.status in (VisitStatus.EXPECTED, VisitStatus.MISSED) else None


def _join(work: Work, row: CheckIn, visit: Visit | None) -> None:
    """Who walked in and shows their pass afterwards is the guest who was expected: counted once, and their host hears of it."""
    if visit is None or row.left_at is not None or row.visit_id is not None:
        return
    row.visit_id = visit.id
    if row.host_id is None:
        row.host_id = visit.host_id
    Visit.moves.move(visit, "arrive")
    work.emit(GuestArrived(row.id))


def _write(work: Work, location: Location, arrival: Arrival, **who: object) -> CheckIn:
    """What the tablet tells after closing time is over already. Raises Refused for what it kept too long: it would be a visit on another day."""
    now = clock.now()
    if arrival.source is Source.KIOSK and arrival.at is not None and arrival.at < now - OLDEST:
        raise Refused(_("This was told more than 24 hours later, and is not written down as a visit."), field="at")
    at = now if arrival.at is None else min(max(arrival.at, now - OLDEST), now)
    closing = closes_at(location, at)
    is_over = closing <= now
    row = work.add(
        CheckIn(
            location_id=location.id,
            source=arrival.source,
            key=arrival.key,
            arrived_at=at,
            was_offline=arrival.at is not None and arrival.source is Source.KIOSK,
            left_at=closing if is_over else None,
            left_by=LeftBy.CLOSING if is_over else None,
            visit_id=arrival.visit_id,
            made_by=work.by.name,
            **who,
        )
    )
    work.emit_all([CheckedIn(row.id), *([CheckedOut(row.id)] if is_over else [])])
    return row
