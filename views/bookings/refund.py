"""What cancelling bookings would give back at this moment: done, read and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.batches.rehearse import rehearse
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.cancel_many import cancel_many
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import Booking
from app.web.actor import current_actor
from app.web.formats import format_money
from app.web.wide import TRIED_SECONDS
from app.work import Work, rehearsal

ONLY_SHOWN = "-"


def refund_now(booking: Booking, *, by: Actor, by_operator: bool = False) -> int | None:
    """Cents that would come back; None when it cannot be cancelled so."""
    before, after = booking.cost_cents, None
    with suppress(FoyerError), rehearsal(by=by):
        after = cancel_booking(booking.id, by=by, by_operator=by_operator, reason=ONLY_SHOWN).cost_cents
    return None if after is None else before - after


@dataclass(frozen=True)
class Refunds:
    """Of several bookings: how many, what they cost before, and what comes back, by currency; `of_each` by their numbers."""

    count: int
    costs: Counter[str]
    back: Counter[str]
    of_each: dict[int, int]

    @property
    def cents(self) -> int:
        """By which a form knows what it was told."""
        return self.back.total()

    def amount(self) -> str:
        """What comes back."""
        return " + ".join(format_money(self.back[currency], currency) for currency in sorted(self.costs))

    def said(self) -> str:
        """In money, before somebody decides."""
        if not self.costs.total():
            return _("They cost nothing, so nothing comes back.")
        price = " + ".join(format_money(cents, currency) for currency, cents in sorted(self.costs.items()))
        return _("%(refund)s of %(price)s comes back.", refund=self.amount(), price=price)


def refunds_now(
    find: Callable[[Work], Sequence[Booking]], *, by: Actor, by_operator: bool = False, then: Callable[[Work], None] | None = None
) -> Refunds | None:
    """Of the bookings that `find` comes to, which may do first what makes them be found; None when one of them cannot be cancelled so. `then` reads what is left by it, before it is undone."""
    with suppress(FoyerError), rehearsal(by=by) as work:
        found = find(work)
        costs, before = _sums(found), {each.id: each.cost_cents for each in found}
        done = cancel_many(work, found, reason=ONLY_SHOWN, by_operator=by_operator)
        refunds = Refunds(len(found), +costs, costs - _sums(done), {each.id: before[each.id] - each.cost_cents for each in done})
        if then is not None:
            then(work)
        return refunds
    return None


def _sums(found: Sequence[Booking]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for each in found:
        sums[each.currency] += each.cost_cents
    return sums


def refunds_of_many(rows: Sequence[int], count: int) -> list[str]:
    """What a member's cancellation and the house's would give back of these rows of a list, as far as there is time to try; `count` are all of them."""
    by, told = current_actor(), []
    for by_operator, sentence in ((False, _("The members cancel: %(amount)s comes back.")), (True, _("We cancel: %(amount)s comes back."))):
        back: Counter[str] = Counter()

        def verb(row_id: int, *, by: Actor, by_operator: bool = by_operator, back: Counter[str] = back) -> None:
            before = db.session.get_one(Booking, row_id).cost_cents
            after = cancel_booking(row_id, by=by, by_operator=by_operator, reason=ONLY_SHOWN)
            back[after.currency] += before - after.cost_cents

        tried = rehearse(verb, {}, rows, by=by, seconds=TRIED_SECONDS).tried
        amount = " + ".join(format_money(cents, currency) for currency, cents in sorted(back.items()))
        if amount:
            only = "" if tried >= count else _("That is of the %(tried)d that were tried out.", tried=tried)
            told.append(f"{sentence % {'amount': amount}} {only}".rstrip())
    return told
