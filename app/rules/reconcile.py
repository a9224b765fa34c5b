"""Where Foyer's books and Xero's differ, to the cent, and what each difference is (I6). Pure: rows in, differences out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

GONE_STATUSES = frozenset({"VOIDED", "DELETED"})


class FactKind(StrEnum):
    """What of Xero's books is read."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    OVERPAYMENT = "overpayment"
    BANK_TRANSACTION = "bank_transaction"


class Cause(StrEnum):
    """`not_told`: Xero is still to hear of it. `taken_out`: it heard, and somebody took it out. `only_there`: nobody told Foyer. `remainder`: what none of these explains."""

    MISSING = "missing"
    VOIDED = "voided"
    STILL_THERE = "still_there"
    TOTAL = "total"
    NOT_TOLD = "not_told"
    TAKEN_OUT = "taken_out"
    ONLY_THERE = "only_there"
    REMAINDER = "remainder"


@dataclass(frozen=True, slots=True)
class Entry:
    """What Foyer tells of money: its cents lower what is open. `held` is Xero's id once it was told; an allocation has none of its own."""

    id: int
    cents: int
    told: bool
    held: str | None = None


@dataclass(frozen=True, slots=True)
class Ours:
    """A document of Foyer: cents in total and still open. `dead`: it is void."""

    id: int
    xero_id: str | None
    total: int
    open: int
    dead: bool = False
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same document, or a payment, as Xero holds it."""

    xero_id: str
    status: str
    total: int
    open: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """`ours` and `theirs` are cents of what is named: the total, what is open, or one payment. `entry` and `payment` say which."""

    cause: Cause
    document: int
    ours: int
    theirs: int
    entry: int | None = None
    payment: str | None = None


def differences(ours: Ours, theirs: Theirs | None, payments: Iterable[Theirs] = ()) -> list[Difference]:
    """Of one document. `payments` are those that Xero holds of it, deleted ones included."""
    gone = theirs is None or theirs.status in GONE_STATUSES
    if ours.dead:
        return [] if theirs is None or gone else [Difference(Cause.STILL_THERE, ours.id, 0, theirs.total)]
    if theirs is None:
        return [Difference(Cause.MISSING, ours.id, ours.total, 0)]
    if gone:
        return [Difference(Cause.VOIDED, ours.id, ours.total, 0)]
    found = [] if ours.total == theirs.total else [Difference(Cause.TOTAL, ours.id, ours.total, theirs.total)]
    standing = {each.xero_id: each for each in payments if each.status not in GONE_STATUSES}
    found += _of_entries(ours, standing)
    told = {entry.held for entry in ours.entries if entry.told}
    found += [
        Difference(Cause.ONLY_THERE, ours.id, 0, each.total, payment=each.xero_id) for each in standing.values() if each.xero_id not in told
    ]
    explained = (ours.total - theirs.total) - sum(each.ours - each.theirs for each in found if each.cause is not Cause.TOTAL)
    if ours.open - theirs.open != explained:
        found.append(Difference(Cause.REMAINDER, ours.id, ours.open, theirs.open))
    return found


def differences_of_spending(ours: Entry, theirs: Theirs | None, *, out: bool = False) -> list[Difference]:
    """Of a deposit that went back. `out`: it was taken back here, and is to be taken out there; its cents are above zero."""
    gone = theirs is None or theirs.status in GONE_STATUSES
    if not ours.told:
        return [] if out else [Difference(Cause.NOT_TOLD, ours.id, ours.cents, 0, entry=ours.id)]
    if out:
        return [] if theirs is None or gone else [Difference(Cause.NOT_TOLD, ours.id, -ours.cents, 0, entry=ours.id)]
    if theirs is None or gone:
        return [Difference(Cause.TAKEN_OUT, ours.id, ours.cents, 0, entry=ours.id, payment=ours.held)]
    return [] if theirs.total == ours.cents else [Difference(Cause.TOTAL, ours.id, ours.cents, theirs.total, entry=ours.id)]


def _of_entries(ours: Ours, standing: Mapping[str, Theirs]) -> Sequence[Difference]:
    found = []
    for entry in ours.entries:
        if not entry.told:
            found.append(Difference(Cause.NOT_TOLD, ours.id, entry.cents, 0, entry=entry.id))
        elif entry.held is not None:
            held = standing.get(entry.held)
            there = held.total if held is not None else 0
            if there != entry.cents:
                found.append(Difference(Cause.TAKEN_OUT, ours.id, entry.cents, there, entry=entry.id, payment=entry.held))
    return found
