"""What a leaving ends, gives back and leaves behind: done, read and undone, and what stays beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.permissions import Permission
from app.core.clock import today
from app.core.entity import db
from app.models import Booking, License, Organisation
from app.queries.bookings.after_license import after_end_of_all, how_many_after_day
from app.queries.debtors.open_items import open_items
from app.queries.early_exit import EarlyExit, early_exit
from app.queries.leaving import left_without, licenses_after
from app.queries.left_behind import credits_left, deposits_left, purchases_under_way, waiting_charges_of
from app.rendering.words.units import unit_said
from app.rules.adhoc_lines import adhoc_net
from app.web.actor import current_actor
from app.web.formats import as_money, format_money
from app.web.place import reader_today
from app.work import Work
from views.bookings.offer_said import booking_when
from views.bookings.refund import Refunds, refunds_now
from views.deposits.verbs import offered
from views.organisations.account import owed_stats

MOST_NAMED = 50  # of bookings; the sum is of all


class Ended(NamedTuple):
    """A license that ends, the day with which it ended before, and what is left to charge back of its discount then."""

    id: int
    code: str
    about: str
    before: dt.date | None
    currency: str
    exit: EarlyExit | None = None


class Waiting(NamedTuple):
    """A charge that waits for an invoice. `is_there`: before any booking is cancelled, too."""

    id: int
    description: str
    date: dt.date
    net: Markup
    is_there: bool


class Credits(NamedTuple):
    """What is free in a wallet, and whose it is."""

    id: int
    unit: str
    owner: str
    free: str


class Booked(NamedTuple):
    id: int
    name: str
    when: str
    back: str


def leaving_shown(row: Organisation, day: dt.date, act: Callable[[], Any], *, asks: bool, is_chosen: bool, **shown: Any) -> str:
    """A fragment; empty where the form is refused. `act` ends the licenses alone; `asks`: the form asks about bookings as well, which are cancelled where that `is_chosen`."""
    session, by, organisation_id = db.session(), current_actor(), row.id
    ending = {each.id: _ended(each) for each in licenses_after(session, organisation_id, day, by=by)}
    yesterday = today(row.location.zone) - dt.timedelta(days=1)
    stay = [
        (each.id, each.code, each.ends_on) for each in licenses_after(session, organisation_id, yesterday, by=by) if each.id not in ending
    ]
    ended: list[Ended] = []
    people: list[tuple[int, str]] = []
    left: dict[str, Any] = {"others": 0}

    def ends(work: Work) -> list[Booking]:
        act()
        work.session.flush()
        licenses = work.session.scalars(select(License).where(License.id.in_(ending)).order_by(License.code)).all()
        ended[:] = [ending[each.id]._replace(exit=early_exit(work.session, each)) for each in licenses]
        people[:] = [(each.id, str(each)) for each in left_without(work.session, licenses, day, by=by)]
        left.update(_left(work.session, organisation_id))
        found = after_end_of_all(work.session, organisation_id, day, by=by) if asks else []
        left["others"] = how_many_after_day(work.session, organisation_id, day, by=by) - len(found) if asks else 0
        return found

    def cancelled(work: Work) -> None:
        if is_chosen:
            work.session.flush()
            work.session.expire_all()
            left.update(_left(work.session, organisation_id, before=left["charges"]))

    told = refunds_now(ends, by=by, then=cancelled)
    if not ended:
        return ""
    known = {"day": day, "ended": ended, "stay": stay, "people": people, "asks": asks, "is_chosen": is_chosen, "told": told}
    return render_template(
        "screens/organisations/leaving.html", **known, booked=_booked(session, told), **left, **_stays(session, organisation_id), **shown
    )


def _ended(license: License) -> Ended:
    about = " · ".join(str(each) for each in (license.membership, license.user) if each)
    return Ended(license.id, license.code, about, license.ends_on, license.location.currency)


def _booked(session: Session, told: Refunds | None) -> list[Booked]:
    """The first of them, each with what comes back."""
    if told is None:
        return []
    query = select(Booking).where(Booking.id.in_(told.of_each)).options(joinedload(Booking.room), joinedload(Booking.user))
    found = session.scalars(query.order_by(Booking.starts_at, Booking.id).limit(MOST_NAMED))
    return [
        Booked(
            each.id,
            f"{each.room.name} · {each.title or each.user or ''}".rstrip(" ·"),
            booking_when(each),
            format_money(told.of_each[each.id], each.currency),
        )
        for each in found
    ]


def _left(session: Session, organisation_id: int, *, before: list[Waiting] | None = None) -> dict[str, Any]:
    """Charges and credits, as values that outlast the rehearsal; None for what this person may not see. `before`: the charges before bookings were cancelled."""
    by, charges, credits = current_actor(), None, None
    if by.may(Permission.ADHOC_READ):
        found, known = waiting_charges_of(session, organisation_id, by=by), {each.id for each in before or ()}
        charges = [
            Waiting(
                each.id,
                each.description,
                each.date,
                as_money(adhoc_net(each.unit_price_cents, each.quantity), each),
                before is None or each.id in known,
            )
            for each in found
        ]
    if by.may(Permission.WALLET_READ):
        credits = [
            Credits(each.id, unit_said(each.unit), str(each.user or each.organisation), format_money(each.free_cents, each.currency))
            for each in credits_left(session, organisation_id, by=by)
        ]
    return {"charges": charges, "credits": credits}


def _stays(session: Session, organisation_id: int) -> dict[str, Any]:
    """What ends with no license and no booking changes, of what this person may see; None for what they may not."""
    by, row = current_actor(), session.get_one(Organisation, organisation_id)
    return {
        "row": row,
        "purchases": purchases_under_way(session, row.id, by=by) if by.may(Permission.PURCHASE_READ) else None,
        "deposits": [(each, offered(each)) for each in deposits_left(session, row.id, by=by)] if by.may(Permission.DEPOSIT_READ) else None,
        "owed": owed_stats(session, row),
        "open": [each for each in open_items(session, reader_today(), by=by, organisation_id=row.id) if each.invoice_id]
        if by.may(Permission.DEBTOR_READ)
        else None,
    }
