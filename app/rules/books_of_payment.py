"""How one payment stands in the books: what it paid as payments of invoices, the rest as over-payments, and what became of these (I5). Pure.

At every moment payments and over-payments that stand there are together the money that came in, so that they are the line of the bank's statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """`use`: an over-payment is set against an invoice. `refund`: money goes back out of one."""

    PAYMENT = "payment"
    OVERPAYMENT = "overpayment"
    USE = "use"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Part:
    """Cents above zero of the payment that paid an invoice. `back`: taken back since. `ready`: the books have the invoice."""

    id: int
    cents: int
    back: bool = False
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Back:
    """Cents that went back to the customer, by refund."""

    id: int
    cents: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the books were told, or are to be; what is to be taken out again is none of it."""

    id: int
    kind: Kind
    cents: int
    part_id: int | None = None
    refund_id: int | None = None
    over_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """What is missing. `over_id` is the over-payment it comes out of; of a use or a refund without one, that of the one that is missing as well."""

    kind: Kind
    cents: int
    part_id: int | None = None
    refund_id: int | None = None
    over_id: int | None = None


def to_take_out(parts: Sequence[Part], told: Sequence[Told]) -> list[int]:
    """Ids of what was told of parts that were taken back since."""
    back = {part.id for part in parts if part.back}
    return [each.id for each in told if each.part_id in back]


def to_tell(amount: int, parts: Sequence[Part], refunds: Sequence[Back], told: Sequence[Told], *, whole: bool = True) -> list[Tell]:
    """In the order in which it is told: an over-payment stands before what comes out of it. `refunds` are those that are done.

    `whole`: the books are to hear of all of the money; else, as of money from before they were connected, only of what it paid.
    """
    gone = set(to_take_out(parts, told))
    standing = [each for each in told if each.id not in gone]
    left = _left(standing)
    new = amount - sum(each.cents for each in standing if each.kind in (Kind.PAYMENT, Kind.OVERPAYMENT))
    credit = amount - sum(each.cents for each in parts if not each.back) - sum(each.cents for each in refunds)
    known = {each.id: sum(one.cents for one in standing if one.refund_id == each.id) for each in refunds}
    owed_back = sum(each.cents - known[each.id] for each in refunds)
    free = max(0, sum(left.values()) - credit - owed_back)  # of over-payments there, that pay invoices here
    found, waiting = [], 0
    for part in (each for each in parts if not each.back):
        rest = part.cents - sum(each.cents for each in standing if each.part_id == part.id)
        if not part.ready:
            waiting += rest
            continue
        for over_id in left:
            if (used := min(rest, free, left[over_id])) > 0:
                found.append(Tell(Kind.USE, used, part_id=part.id, over_id=over_id))
                left[over_id] -= used
                free -= used
                rest -= used
        if rest > 0:
            found.append(Tell(Kind.PAYMENT, rest, part_id=part.id))
            new -= rest
    over = new - max(0, waiting - free) if whole else 0
    return [*found, *_rest(over, refunds, known, left)]


def _rest(over: int, refunds: Sequence[Back], known: dict[int, int], left: dict[int, int]) -> list[Tell]:
    """The over-payment that is missing, and what goes back out of it or of those that stand there."""
    found: list[Tell] = []
    sources: dict[int | None, int] = dict(left.items())
    if over > 0:
        found.append(Tell(Kind.OVERPAYMENT, over))
        sources[None] = over
    for each in refunds:
        rest = each.cents - known[each.id]
        for over_id in sources:
            if (cents := min(rest, sources[over_id])) > 0:
                found.append(Tell(Kind.REFUND, cents, refund_id=each.id, over_id=over_id))
                sources[over_id] -= cents
                rest -= cents
    return found


def _left(standing: Sequence[Told]) -> dict[int, int]:
    """What is left of each over-payment, the oldest first."""
    overs = sorted((each for each in standing if each.kind is Kind.OVERPAYMENT), key=lambda each: each.id)
    return {over.id: over.cents - sum(each.cents for each in standing if each.over_id == over.id) for over in overs}
