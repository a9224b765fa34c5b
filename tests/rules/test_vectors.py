"""The machine-readable examples that pricing answers, each by its id."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.money import rounded, tiled
from app.core.month import Month
from app.rules.booking_price import RoomPrice, quote
from app.rules.cancellation import fee_and_refund
from app.rules.corrections import Billed, corrections
from app.rules.discounts import Factor, product
from app.rules.document import totals
from app.rules.escalation import escalated
from app.rules.lines import LineKind, PricedLine
from app.rules.peak_hours import PeakHours
from app.rules.proration import net_of
from app.rules.trace import amount_of
from app.rules.vat import vat_on, vat_within, with_vat
from tests.rules.terms_of import JUNE, june

FILE = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text())
PERCENT = Decimal(FILE["vat_pct"])


def line(price: int, days: int = 30, of: int = 30, factors: tuple[Factor, ...] = ()) -> PricedLine:
    ratio = product(factors)
    net = net_of(price, ratio.numerator, ratio.denominator, days, of)
    return PricedLine(LineKind.LICENSE, 1, "L001", june(1), june(30), days, of, price, None, factors, net)


def priced_line(given: dict[str, Any]) -> dict[str, int]:
    made = line(given["price"], given["days"], given["of"], tuple(Factor("any", Decimal(off)) for off in given["factors_pct_off"]))
    assert amount_of(made) == made.net
    return {"net": made.net}


def upgrade(given: dict[str, Any]) -> dict[str, int]:
    used, rest = given["used_days"], given["of"] - given["used_days"]
    new = line(given["new"], rest, given["of"])
    new.id = 2
    credit, charge = corrections(Month(2028, 2), [line(given["old"], used, given["of"]), new], [Billed(1, "L001", given["billed"])])
    return {"credit": credit.net, "charge": charge.net}


def expected_minus_billed(given: dict[str, Any]) -> dict[str, int]:
    (found,) = corrections(JUNE, [line(given["price"], given["days"], given["of"])], [Billed(1, "L001", given["billed"])])
    return {"net": found.net}


def tile(given: dict[str, Any]) -> dict[str, list[int]]:
    steps = [sum(given["parts"][: place + 1]) for place in range(len(given["parts"]))]
    return {"parts": tiled(given["price"], steps[-1], steps)}


def escalate(given: dict[str, Any]) -> dict[str, int]:
    price = given["from"]
    for _ in range(given["times"]):
        price = escalated(price, Decimal(given["pct"]))
    return {"price": price}


def invoice(given: dict[str, Any]) -> dict[str, int]:
    sums = totals(with_vat([line(net) for net in given["lines"]], PERCENT))
    return {"net": sums.net, "vat": sums.vat}


def booking(given: dict[str, Any]) -> dict[str, int]:
    zone = ZoneInfo(given["tz"])
    price = RoomPrice(given["peak"], given["off"], PeakHours(zone), Decimal(given["half_pct"]), Decimal(given["full_pct"]), given["cap"])
    start, end = (dt.datetime.fromisoformat(given[name]).replace(tzinfo=zone).astimezone(dt.UTC) for name in ("start", "end"))
    found = quote(price, start, end, Decimal(given.get("member_pct", 0)))
    return {
        "peak": found.own.peak_minutes,
        "off": found.own.off_peak_minutes,
        "tier": int(found.own.tier_percent),
        "uncapped": rounded(found.own.exact.numerator, found.own.exact.denominator),
        "cost": found.cost,
    }


ANSWERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "booking": booking,
    "cancel_fee": lambda given: dict(zip(("fee", "refund"), fee_and_refund(given["cost"], Decimal(given["pct"])), strict=True)),
    "line": priced_line,
    "upgrade": upgrade,
    "expected_minus_billed": expected_minus_billed,
    "tile": tile,
    "escalate": escalate,
    "invoice": invoice,
    "vat_exclusive": lambda given: {"vat": vat_on(given["net"], PERCENT)},
    "vat_inclusive": lambda given: dict(zip(("net", "vat"), vat_within(given["gross"], PERCENT), strict=True)),
}


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["id"])
def test_vector(case: dict[str, Any]) -> None:
    found = ANSWERS[case["kind"]](case["input"])
    assert {name: found[name] for name in case["expect"]} == case["expect"]
