"""Where each organisation stands by the dunning policy today: which bills are open, what rests, and since when bookings do."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.scope import narrowed
from app.core.clock import today
from app.models import Invoice, Location, Organisation, PaymentAttempt
from app.models.payment_attempt import UNDECIDED, AttemptState
from app.queries.cards import asks_card
from app.queries.debtors.promises import NO_REST, Rest, rests_of
from app.queries.debtors.shop import is_chased
from app.queries.organisation_figures import owed
from app.rules.dunning import Bill, DunningPolicy, reached_on, reminder_due


class OpenBill(NamedTuple):
    """`in_doubt`: a card is being charged for it, or nobody knows yet whether it was."""

    invoice_id: int
    number: str
    location_id: int
    currency: str
    day: dt.date
    in_doubt: bool
    bill: Bill


@dataclass(frozen=True, slots=True)
class Chased:
    """`day` is today at the first of its places; `block_on` and `review_on` are when they would begin, promises aside."""

    organisation_id: int
    day: dt.date
    bills: tuple[OpenBill, ...]
    rest: Rest
    block_on: dt.date | None
    review_on: dt.date | None

    @property
    def rests(self) -> bool:
        return self.rest.dunning_until is not None

    @property
    def is_blocked(self) -> bool:
        """Bookings rest."""
        return self.block_on is not None and self.block_on <= self.day and not self.rests

    @property
    def is_to_review(self) -> bool:
        """A person is to look at the access; nothing ends by itself."""
        seen = self.rest.review_until is not None and self.day <= self.rest.review_until
        return self.review_on is not None and self.review_on <= self.day and not self.rests and not seen

    @property
    def late(self) -> list[OpenBill]:
        return [each for each in self.bills if each.bill.due_on < each.day]


def chased(
    session: Session,
    policy: DunningPolicy,
    *,
    by: Actor = SYSTEM,
    organisation_ids: Collection[int] | None = None,
    location_id: int | None = None,
) -> dict[int, Chased]:
    """By organisation, those that owe something; of some of them, where they are named."""
    found: dict[int, list[OpenBill]] = {}
    for own, bill in _bills(session, by, organisation_ids, location_id):
        found.setdefault(own, []).append(bill)
    days = {own: min(each.day for each in bills) for own, bills in found.items()}
    rests = rests_of(session, days)
    return {own: _standing(policy, own, days[own], bills, rests.get(own, NO_REST)) for own, bills in found.items()}


def blocked(session: Session, organisation_id: int, policy: DunningPolicy) -> Chased | None:
    """Of an organisation whose bookings rest; asks about its bills only while the policy blocks anybody, and whoever asks."""
    if not policy.is_on or policy.block_after is None:
        return None
    found = chased(session, policy, organisation_ids=[organisation_id]).get(organisation_id)
    return found if found is not None and found.is_blocked else None


def due_reminders(policy: DunningPolicy, of: Chased, sent: Mapping[int, Collection[int]]) -> list[tuple[OpenBill, int]]:
    """Bills that are reminded of today, each with which reminder; `sent`: those that went, by invoice. A promise lets all bills of its organisation rest."""
    if of.rests:
        return []
    return [
        (each, days)
        for each in of.bills
        if not each.in_doubt and (days := reminder_due(policy, each.bill, each.day, sent.get(each.invoice_id, ()))) is not None
    ]


def _standing(policy: DunningPolicy, own: int, day: dt.date, bills: list[OpenBill], rest: Rest) -> Chased:
    plain = [each.bill for each in bills]
    return Chased(
        own, day, tuple(bills), rest, reached_on(policy, plain, policy.block_after), reached_on(policy, plain, policy.review_after)
    )


def _bills(session: Session, by: Actor, organisation_ids: Collection[int] | None, location_id: int | None) -> list[tuple[int, OpenBill]]:
    of_invoice = exists().where(PaymentAttempt.invoice_id == Invoice.id)
    declined = of_invoice.where(PaymentAttempt.state == AttemptState.DECLINED, PaymentAttempt.retry_on.is_(None))
    charged = of_invoice.where(PaymentAttempt.method_id.is_not(None), PaymentAttempt.state.in_(UNDECIDED))
    left = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents
    columns = (Invoice.organisation_id, Invoice.id, Invoice.number, Invoice.location_id, Invoice.currency, Location.zone, charged)
    query = (
        select(*columns, Invoice.issued_on, Invoice.due_on, left, asks_card() & ~declined)
        .join(Location, Location.id == Invoice.location_id)
        .join(Organisation, Organisation.id == Invoice.organisation_id)
        .where(*owed(), is_chased())
        .order_by(Invoice.due_on, Invoice.id)
    )
    query = narrowed(query, by, Invoice)
    query = query if organisation_ids is None else query.where(Invoice.organisation_id.in_(organisation_ids))
    query = query if location_id is None else query.where(Invoice.location_id == location_id)
    here = functools.cache(today)
    return [
        (own, OpenBill(invoice_id, number or "", place, currency, here(zone), in_doubt, Bill(*facts)))
        for own, invoice_id, number, place, currency, zone, in_doubt, *facts in session.execute(query)
    ]
