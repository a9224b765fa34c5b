"""Quotas come at midnight of their location, once a period; a quota whose license ends earlier ends with it (W7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice

import structlog

from app.access.actor import SYSTEM, Actor
from app.actions.wallets.grant_quota import grant_quota
from app.actions.wallets.ledger import lock
from app.actions.wallets.open import wallet_of
from app.models import License, Lot, Wallet
from app.queries.wallets.due_quotas import Due, due_quotas, last_grants, licenses_of, moved_ends
from app.rules.quotas import granted, lasts_until, missed
from app.work import Work, transaction

log = structlog.get_logger("wallets")

AT_ONCE = 200  # licenses a transaction
TOLD = 400  # missed periods of one license that are counted: more than a year of days


def grant_due_quotas(*, by: Actor = SYSTEM) -> tuple[int, int]:
    """Every license that waits for its credits gets those of the present period. (granted, periods missed while nobody was there)."""
    with transaction(by=by) as work:
        due = due_quotas(work.session)
    made = lost = 0
    for start in range(0, len(due), AT_ONCE):
        more, skipped = _grant(due[start : start + AT_ONCE], by)
        made, lost = made + more, lost + skipped
    return made, lost


def _grant(due: Sequence[Due], by: Actor) -> tuple[int, int]:
    made = lost = 0
    with transaction(by=by) as work:
        waiting = {each.license_id: each for each in due}
        licenses = licenses_of(work.session, list(waiting))
        before = last_grants(work.session, list(waiting))
        wallets = {license.id: _wallet_of(work, license) for license in licenses}
        lock(work, *{wallet.id for wallet in wallets.values()})  # all of them in one order, before the first is touched
        for license in licenses:
            each, terms = waiting[license.id], license.membership
            pauses = [(pause.starts_on, pause.ends_on) for pause in license.pauses]
            lot = grant_quota(
                work,
                wallets[license.id],
                granted(terms.quota_cents or 0, each.period, license.starts_on, license.ends_on, pauses),
                quota=f"license:{license.id}",
                slot=each.period.starts_at,
                expires_at=lasts_until(each.period, each.zone, license.ends_on),
                location_id=license.location_id if terms.quota_here_only else None,
                room_kind=terms.quota_room_kind,
            )
            if lot is None:
                continue
            made += 1
            if license.id in before:
                lost += _say_missed(license, each, before[license.id], pauses)
    return made, lost


def _wallet_of(work: Work, license: License) -> Wallet:
    unit, currency = license.membership.quota_unit, license.location.currency
    assert unit is not None, "a quota has a unit"
    if license.membership.quota_is_shared:
        return wallet_of(work, unit, currency, organisation_id=license.organisation_id)
    return wallet_of(work, unit, currency, user_id=license.user_id)


def _say_missed(license: License, due: Due, last: dt.datetime, pauses: list[tuple[dt.date, dt.date | None]]) -> int:
    slots = list(islice(missed(due.frequency, due.zone, last, due.period, pauses, since=due.since), TOLD))
    if slots:
        log.warning(
            "quota periods missed", license=license.code, periods=len(slots), since=str(slots[0]), granted=str(due.period.starts_at)
        )
    return len(slots)


def follow_license_ends(*, by: Actor = SYSTEM) -> int:
    """Quotas end when their license does, also when that was said later, or taken back in time. Returns how many moved."""
    with transaction(by=by) as work:
        moved = moved_ends(work.session)
    for start in range(0, len(moved), AT_ONCE):
        some = moved[start : start + AT_ONCE]
        with transaction(by=by) as work:
            lock(work, *{wallet_id for wallet_id, _lot, _end in some})
            for _wallet, lot_id, end in some:
                work.session.get_one(Lot, lot_id).expires_at = end
    return len(moved)
