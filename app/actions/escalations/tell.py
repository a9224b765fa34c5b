"""Tell who pays of a price that rises: one letter a place and day, so many days before it, each rise once (P6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.prepare import distinct_addresses
from app.actions.deliveries.rises import why_no_rise
from app.actions.deliveries.to_account import want_account_letter
from app.core.clock import today
from app.models import AccountLetter, Delivery, Escalation, Location, Organisation
from app.models.account_letter import LetterKind
from app.models.delivery import DeliveryState
from app.models.escalation import EscalationStatus
from app.queries.escalations.policy import escalation_settings
from app.work import Work, transaction

WENT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)


def tell_of_escalations(organisation_id: int, *, by: Actor) -> int:
    """How many letters were written to that organisation, of rises that were approved and whose day to tell has come."""
    with transaction(by=by) as work:
        require(by, Permission.ESCALATION_DECIDE)
        work.lock(Organisation, organisation_id)
        untold = select(Escalation).where(
            Escalation.organisation_id == organisation_id, Escalation.status == EscalationStatus.APPROVED, Escalation.letter_id.is_(None)
        )
        return tell(
            work, work.session.scalars(untold.order_by(Escalation.id).with_for_update().execution_options(populate_existing=True)).all()
        )


def tell(work: Work, rows: Iterable[Escalation]) -> int:
    """The same for these rows, whose organisations are locked. Who has no address is told once there is one."""
    ahead = escalation_settings(work.session).letter
    if ahead is None:
        return 0
    together: dict[tuple[int, int, dt.date], list[Escalation]] = defaultdict(list)
    for row in rows:
        if row.letter_id is None and row.valid_from - ahead <= today(row.location.zone):
            together[row.organisation_id, row.location_id, row.valid_from].append(row)
    return sum(_written(work, mine, LetterKind.PRICE_RISE) is not None for _key, mine in sorted(together.items()))


def take_back(work: Work, rows: Collection[Escalation]) -> None:
    """Those who were told of rises hear that they do not come; a letter that still waits is written without them, or not at all.

    Its mails are held before it is asked whether they went: one that begins meanwhile waits, and looks once more at what it tells.
    """
    letters = {row.letter_id for row in rows if row.letter_id is not None}
    held = (
        select(Delivery)
        .where(Delivery.letter_id.in_(letters))
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    deliveries = work.session.scalars(held).all()
    for delivery in deliveries:
        if delivery.state is DeliveryState.TODO and (why := why_no_rise(work.session, delivery)):
            Delivery.moves.move(delivery, "withhold")
            delivery.reason = why
    told = {delivery.letter_id for delivery in deliveries if delivery.state in WENT}
    together: dict[int, list[Escalation]] = defaultdict(list)
    for row in rows:
        if row.letter_id is not None and row.letter_id in told:
            together[row.letter_id].append(row)
    for _letter_id, mine in sorted(together.items()):
        _written(work, mine, LetterKind.PRICE_RESTORED)


def _written(work: Work, rows: list[Escalation], kind: LetterKind) -> AccountLetter | None:
    one = rows[0]
    organisation = work.session.get_one(Organisation, one.organisation_id)
    if not distinct_addresses(organisation.invoice_email, organisation.accounting_email):
        return None
    zone = work.session.get_one(Location, one.location_id).zone
    letter = work.add(
        AccountLetter(
            organisation_id=one.organisation_id, location_id=one.location_id, kind=kind, written_on=today(zone), first_day=one.valid_from
        )
    )
    for row in rows:
        if kind is LetterKind.PRICE_RISE:
            row.letter_id = letter.id
        else:
            row.undo_letter_id = letter.id
    want_account_letter(work, letter, organisation)
    return letter
