"""Which credits pay for a booking, and to which they come back (W4, W5, W8, W9).

A lot is value with one source and one expiry. A booking takes from lots step by step:

1 own quota · 2 shared quota of the organisation · 3 own bought space · 4 the organisation's bought space · 5 own stuff · 6 its stuff

and within a step from what expires first; what never expires comes last, then the older, then the lower id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from app.rules.units import Unit


class Owner(StrEnum):
    USER = "user"
    ORGANISATION = "organisation"


class Source(StrEnum):
    """How a lot came about; only a quota ends with its period."""

    QUOTA = "quota"
    PURCHASE = "purchase"
    REWARD = "reward"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Lot:
    """`available` cents, what open reserves hold already taken off; `expires_at` empty = never.

    With `location` or `room_kind` it is good only there, or for such rooms (W1).
    """

    id: int
    owner: Owner
    unit: Unit
    source: Source
    available: int
    expires_at: dt.datetime | None
    created_at: dt.datetime
    location: int | None = None
    room_kind: str | None = None


class Where(NamedTuple):
    """The room that is to be paid for: its location and kind. Of neither, only lots pay that are good everywhere."""

    location: int | None = None
    room_kind: str | None = None


ANYWHERE = Where()


class Part(NamedTuple):
    """So many cents of one lot."""

    lot: int
    cents: int


class Payment(NamedTuple):
    """Parts in the order in which they pay, and the cents that no lot can pay."""

    parts: tuple[Part, ...]
    rest: int


def payment(lots: Iterable[Lot], cost: int, starts_at: dt.datetime, now: dt.datetime, where: Where = ANYWHERE) -> Payment:
    """What pays `cost` cents of a booking that starts at `starts_at`; the rest goes to a card or the next invoice, where that is allowed (W3)."""
    parts, rest = [], cost
    for lot in sorted((lot for lot in lots if may_pay(lot, starts_at, now, where)), key=_turn):
        if not rest:
            break
        taken = min(rest, lot.available)
        parts.append(Part(lot.id, taken))
        rest -= taken
    return Payment(tuple(parts), rest)


def less_debt(lots: Iterable[Lot], debt: int) -> list[Lot]:
    """The lots of one wallet that owes `debt` cents after a chargeback: what would pay last is kept back for it (W10)."""
    kept = []
    for lot in sorted(lots, key=_turn, reverse=True):
        held = min(debt, lot.available)
        debt -= held
        kept.append(replace(lot, available=lot.available - held))
    return kept


def may_pay(lot: Lot, starts_at: dt.datetime, now: dt.datetime, where: Where = ANYWHERE) -> bool:
    """A quota pays what starts before it ends; what was bought pays until it ends (W5). Pages at the printers pay nothing here."""
    if lot.available <= 0 or lot.unit is Unit.PRINTING:
        return False
    if lot.location not in (None, where.location) or lot.room_kind not in (None, where.room_kind):
        return False
    return lot.expires_at is None or (starts_at if lot.source is Source.QUOTA else now) < lot.expires_at


def returned(paid: Sequence[Part], refund: int) -> tuple[Part, ...]:
    """`refund` cents go back to the lots that paid, the last one first (W9). Raises ValueError when they paid less than that."""
    parts = []
    for part in reversed(paid):
        back = min(refund, part.cents)
        refund -= back
        if back:
            parts.append(Part(part.lot, back))
    if refund:
        raise ValueError("more would come back than was paid")
    return tuple(parts)


def step(owner: Owner, unit: Unit, source: Source) -> int:
    """The place in the order of payment (W4), from 1."""
    theirs = owner is Owner.ORGANISATION
    if unit is Unit.STUFF:
        return 5 + theirs
    return (1 if source is Source.QUOTA else 3) + theirs


def _turn(lot: Lot) -> tuple[object, ...]:
    return step(lot.owner, lot.unit, lot.source), lot.expires_at is None, lot.expires_at or lot.created_at, lot.created_at, lot.id
