"""What pays a booking: credits in W4's order, each on hold, and the rest on the next invoice where that is allowed (W3, W6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.bookings.check import money_said
from app.actions.bookings.invoice_part import put_on_invoice
from app.actions.wallets.end_reserves import debit_reserve
from app.actions.wallets.ledger import lock
from app.actions.wallets.refund import give_back, still_paid
from app.actions.wallets.reserve import hold
from app.core.clock import now
from app.core.errors import Conflict
from app.models import Booking, LedgerEntry, Lot, Reserve, Room
from app.models.ledger import ReserveState
from app.queries.bookings.facts import Facts
from app.queries.bookings.house_rules import HouseRules
from app.queries.bookings.paid import fits
from app.queries.bookings.quote import goes_to_invoice
from app.queries.wallets.paying import pay_from, paying_wallets
from app.rules.credits import Part, returned
from app.work import Work


def debit_at(rules: HouseRules, since: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """When what is on hold becomes a debit: 24 hours after it was taken, or when the booking starts (W6)."""
    after = since + rules.reserve
    return min(after, starts_at) if rules.convert_at_start else after


def settle(work: Work, booking: Booking, facts: Facts, cents: int) -> None:
    """Make the booking cost `cents`: what may stay stays, more is held, less is given back. Raises Conflict where something stays short.

    The caller holds the locks of the organisation (where a rest may go to an invoice) and of the room.
    """
    wallets = paying_wallets(work.session, booking.user_id, booking.organisation_id, booking.currency)
    lock_payers(work, booking, wallets)
    held = _held(work, booking)
    paid = still_paid(work, booking.cause) if booking.charged_cents else []
    lots = _lots(work, {*(each.lot_id for each in held), *(part.lot for part in paid)})
    due = max(debit_at(facts.rules, booking.created_at or now(), booking.starts_at), now())
    kept = _keep(work, booking, held, paid, lots, cents, facts.room, due)
    missing = cents - kept
    if missing > 0:
        found = pay_from(work.session, wallets, missing, booking.starts_at, facts.where)
        if found.rest and not goes_to_invoice(facts):
            raise Conflict(_short(facts, found.rest), field="starts_at")
        for part in found.parts:
            hold(work, work.session.get_one(Lot, part.lot), part.cents, expires_at=due, cause=booking.cause, key=f"{booking.cause}:{booking.sequence}")
        missing = found.rest
    booking.charged_cents = cents
    put_on_invoice(work, booking, facts.location, facts.room, missing)


def lock_payers(work: Work, booking: Booking, wallets: Sequence[int] = ()) -> None:
    """These wallets and those that pay the booking already, locked at once in the order of their ids; only then their sums are read."""
    before = work.session.scalars(select(LedgerEntry.wallet_id).where(LedgerEntry.cause == booking.cause).distinct()) if booking.charged_cents else ()
    lock(work, *{*wallets, *before})


def _short(facts: Facts, cents: int) -> str:
    """W3 in words."""
    return _(
        "The credits are short by %(amount)s, and this cannot go to an invoice. Top up, or choose a shorter time.",
        amount=money_said(cents, facts.location),
    )


def _held(work: Work, booking: Booking) -> list[Reserve]:
    if not booking.charged_cents:
        return []
    open_ones = select(Reserve).where(Reserve.cause == booking.cause, Reserve.state == ReserveState.OPEN).order_by(Reserve.id)
    return list(work.session.scalars(open_ones))


def _lots(work: Work, lot_ids: set[int]) -> dict[int, Lot]:
    if not lot_ids:
        return {}
    return {lot.id: lot for lot in work.session.scalars(select(Lot).where(Lot.id.in_(lot_ids)))}


def _keep(work: Work, booking: Booking, held: list[Reserve], paid: list[Part], lots: dict[int, Lot], cents: int, room: Room, due: dt.datetime) -> int:
    """Give back what may not pay for the new time and room (W5) and what is too much, the last that paid first; returns the cents that stay."""
    for each in held:
        if not fits(lots[each.lot_id], room, booking.starts_at):
            debit_reserve(work, each, 0)
    held = [each for each in held if each.state is ReserveState.OPEN]
    fit = [part for part in paid if fits(lots[part.lot], room, booking.starts_at)]
    too_much = sum(each.cents for each in held) + sum(part.cents for part in fit) - cents
    kept = 0
    for each in reversed(held):
        stays = each.cents - min(max(too_much, 0), each.cents)
        too_much -= each.cents - stays
        kept += _shorten(work, booking, each, lots[each.lot_id], stays, due)
    back = returned(fit, max(too_much, 0))
    unfit = [part for part in paid if part not in fit]
    give_back(work, booking.cause, (*unfit, *back), key=f"{booking.cause}:{booking.sequence}")
    return kept + sum(part.cents for part in fit) - sum(part.cents for part in back)


def _shorten(work: Work, booking: Booking, held: Reserve, lot: Lot, stays: int, due: dt.datetime) -> int:
    """A reserve never changes what it holds: a smaller one takes its place."""
    if stays == held.cents:
        held.expires_at = due
        return stays
    debit_reserve(work, held, 0)
    if stays:
        hold(work, lot, stays, expires_at=due, cause=booking.cause, key=f"{booking.cause}:{booking.sequence}")
    return stays

