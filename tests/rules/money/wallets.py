"""W3-W10: credits are promised, taken, given back and run out, and no cent of them comes from nowhere or is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from app.rules.credits import Lot, Owner, Part, Source, Where, less_debt, payment, returned
from app.rules.units import Unit
from tests.rules.oracle import wallets as oracle

NOW = dt.datetime(2026, 6, 12, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OWNERS, UNITS, SOURCES = tuple(Owner), tuple(Unit), tuple(Source)


def wallet(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    """Some hours of bookings and cancellations on one set of lots; what is available, held and taken is always what came in."""
    lots = [_lot(chance, number) for number in chance.sample(range(1, 100), chance.randint(0, 6))]
    came_in, taken, now = sum(lot.available for lot in lots), 0, NOW
    held: list[dict[int, int]] = []
    for _ in range(chance.randint(1, 4)):
        now += chance.choice((0, 1, 24)) * HOUR
        if held and chance.random() < 0.4:
            paid = held.pop(chance.randrange(len(held)))
            refund = chance.randint(0, sum(paid.values()))
            back = returned([Part(*each) for each in paid.items()], refund)
            yield "comes back", list(back), list(oracle.returned(paid, refund).items())
            lots = _moved(lots, dict(back))
            taken += sum(paid.values()) - sum(part.cents for part in back)
        else:
            cost, starts_at = (
                chance.choice((0, 1, 72000, chance.randint(0, 150_000))),
                now + chance.choice((1, 24, 24 * 18, 24 * 40)) * HOUR,
            )
            where = Where(chance.choice((None, 1, 2)), chance.choice((None, "booth", "board")))
            found, expected = payment(lots, cost, starts_at, now, where), oracle.payment(lots, cost, starts_at, now, where)
            yield "pays", (list(found.parts), found.rest), (list(expected[0].items()), expected[1])
            held.append(dict(found.parts))
            lots = _moved(lots, {lot: -cents for lot, cents in found.parts})
        yield "below nothing", [lot for lot in lots if lot.available < 0], []
        yield "cents", sum(lot.available for lot in lots) + taken + sum(sum(paid.values()) for paid in held), came_in
    lots = [lot for lot in lots if lot.unit is not Unit.PRINTING]  # those stand in no wallet: PaperCut has them
    debt = chance.choice((0, 1, chance.randint(0, 200_000)))
    yield "beside a debt", {lot.id: lot.available for lot in less_debt(lots, debt)}, oracle.left_beside_debt(lots, debt)


def _lot(chance: Random, number: int) -> Lot:
    expires_at = NOW + chance.choice((-1, 0, 1, 24, 24 * 18, 24 * 60)) * HOUR if chance.random() < 0.7 else None
    return Lot(
        number,
        chance.choice(OWNERS),
        chance.choice(UNITS),
        chance.choice(SOURCES),
        chance.choice((0, 1, 30000, 50000, chance.randint(0, 100_000))),
        expires_at,
        NOW - chance.randint(0, 3) * 24 * HOUR,
        chance.choice((None, None, None, 1)),
        chance.choice((None, None, None, "booth")),
    )


def _moved(lots: list[Lot], cents: dict[int, int]) -> list[Lot]:
    return [replace(lot, available=lot.available + cents.get(lot.id, 0)) for lot in lots]
