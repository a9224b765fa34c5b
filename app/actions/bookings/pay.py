"""What pays a booking: credits in W4's order, each on hold, and the rest on the next invoice where that is allowed (W3, W6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.bookings.check import money_said
from app.actions.bookings.invoice_part import put_on_invoice
from app.actions.wallets.end_reserves import debit_reserve, open_reserves
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
from app.queries.wallets.paying import LOCKED_OF_PAYER, Paying, pay_from, paying_wallets
from app.rules.credits import Part, Payment, returned
from app.work import Work

NOTHING = Paying(Payment((), 0), {})


def debit_at(rules: HouseRules, since: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """When what is on hold becomes a debit: 24 hours after it was taken, or when the booking starts (W6)."""
    after = since + rules.reserve
    return min(after, starts_at) if rules.convert_at_start else after


def plan(work: Work, facts: Facts, cents: int) -> Paying:
    """What will pay a new booking; its wallets stay locked. Raises Conflict for what nobody pays and no invoice may bear (W3)."""
    if not cents:
        return NOTHING
    work.session.execute(LOCKED_OF_PAYER, facts.payer._asdict())
    return _checked(facts, pay_from(work.session, facts.payer, cents, facts.wish.starts_at, facts.where))


def hold_plan(work: Work, booking: Booking, facts: Facts, planned: Paying, since: dt.datetime) -> None:
    """Credits on hold, and the rest on the next invoice. The caller holds the lock of the organisation where there is a rest."""
    due = max(debit_at(facts.rules, since, booking.starts_at), now())
    for part in planned.payment.parts:
        hold(work, planned.lots[part.lot], part.cents, expires_at=due, cause=booking.cause, key=f"{booking.cause}:{booking.sequence}")
    put_on_invoice(work, booking, facts.location, facts.room, planned.payment.rest)


def settle(work: Work, booking: Booking, facts: Facts, cents: int, wallets: Sequence[int]) -> None:
    """Make a booking that moved cost `cents`: what may stay stays, more is held, less is given back. Raises Conflict as `plan`.

    The caller holds the locks of the organisation (where a rest may go to an invoice), of the room and, by `lock_all_payers`, of the `wallets`.
    """
    held = open_reserves(work, booking.cause)
    paid = still_paid(work, booking.cause)
    lots = lots_of(work, held, paid)
    due = max(debit_at(facts.rules, booking.created_at, booking.starts_at), now())
    missing = cents - _keep(work, booking, held, paid, lots, cents, facts.room, due)
    planned = NOTHING
    if missing > 0:
        planned = _checked(facts, pay_from(work.session, wallets, missing, booking.starts_at, facts.where))
    booking.charged_cents = cents
    hold_plan(work, booking, facts, planned, booking.created_at)


def _checked(facts: Facts, planned: Paying) -> Paying:
    rest = planned.payment.rest
    if rest and not goes_to_invoice(facts):
        amount = money_said(rest, facts.location)
        words = _("The credits are short by %(amount)s, and this cannot go to an invoice. Top up, or choose a shorter time.", amount=amount)
        raise Conflict(words, field="starts_at")
    return planned


def lock_payers(work: Work, booking: Booking, wallets: Sequence[int] = ()) -> None:
    """These wallets and those that pay the booking already, locked at once in the order of their ids; only then their sums are read."""
    before = work.session.scalars(select(LedgerEntry.wallet_id).where(LedgerEntry.cause == booking.cause).distinct())
    lock(work, *{*wallets, *before})


def lock_all_payers(work: Work, booking: Booking, facts: Facts) -> Sequence[int]:
    """Those that pay a booking already and those that may; returns the latter."""
    wallets = paying_wallets(work.session, facts.payer)
    lock_payers(work, booking, wallets)
    return wallets


def lots_of(work: Work, held: Sequence[Reserve], paid: Sequence[Part]) -> dict[int, Lot]:
    """The lots that pay."""
    ids = {*(each.lot_id for each in held), *(part.lot for part in paid)}
    return {lot.id: lot for lot in work.session.scalars(select(Lot).where(Lot.id.in_(ids)))} if ids else {}


def _keep(
    work: Work, booking: Booking, held: list[Reserve], paid: list[Part], lots: dict[int, Lot], cents: int, room: Room, due: dt.datetime
) -> int:
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
