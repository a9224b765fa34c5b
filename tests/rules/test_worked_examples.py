"""The worked examples A to X of the pricing rules, each from terms to cents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.core.money import tiled
from app.core.month import Month
from app.rules.corrections import Billed, corrections
from app.rules.document import totals
from app.rules.escalation import EscalationPolicy, due_escalations, escalated, with_escalation
from app.rules.vat import vat_on, vat_within, with_vat
from tests.rules.terms_of import HOT, JUNE, june, license, nets, priced, spans

FIFTEEN = Decimal(15)
COMMITTED = {"commitment_months": 12, "commitment_start": dt.date(2026, 1, 1)}


def test_a_one_primary_and_five_extra_with_both_discounts() -> None:
    lines = with_vat(priced([license(n, **COMMITTED) for n in range(1, 7)]).lines, FIFTEEN)

    assert nets(lines) == [252225, *[209475] * 5]
    assert [line.vat for line in lines] == [37834, *[31421] * 5]
    assert totals(lines)[:2] == (1299600, 194939)
    assert vat_on(5 * 209475, FIFTEEN) == 157106  # one line of quantity 5 would change the total (P8)


def test_b_joins_12_june() -> None:
    (line,) = with_vat(priced([license(1, june(12))]).lines, FIFTEEN)
    assert (line.days, line.of, line.net, line.vat) == (19, 30, 186833, 28025)


def test_b_with_both_discounts_when_the_count_is_five_on_day_one() -> None:
    lines = with_vat(priced([license(1, june(12), commitment_months=12)], volume_count=5).lines, FIFTEEN)

    assert [(line.net, line.vat) for line in lines] == [(159743, 23961)]


def test_b2_joins_12_january_and_thirty_days_would_differ() -> None:
    joined = license(1, dt.date(2026, 1, 12))

    assert nets(priced([joined], month=Month(2026, 1)).lines) == [190323]


def test_c_upgrade_in_a_leap_february_after_it_was_billed() -> None:
    february = Month(2028, 2)
    old, new = license(1, ends_on=dt.date(2028, 2, 15)), license(2, dt.date(2028, 2, 16), custom_price=450000)
    lines = with_vat(corrections(february, priced([old, new], month=february).lines, [Billed(1, "L001", 295000)]), FIFTEEN)

    assert [(line.code, line.net, line.vat) for line in lines] == [("L001", -142414, -21362), ("L002", 217241, 32586)]
    assert totals(lines)[:2] == (74827, 11224)


def test_d_rises_from_15_june_rounded_to_ten_rand() -> None:
    rise = EscalationPolicy(step=1000)
    (due,) = due_escalations(license(1), HOT, rise, since=june(1), until=june(30), agreed=june(15))
    risen = with_escalation(license(1), due)

    assert due.new.primary == 319000
    assert spans(priced([risen]).lines) == [(1, 14, 137667), (15, 30, 170133)]


def test_d2_three_rises_of_eight_percent() -> None:
    first = escalated(295000, Decimal(8))
    second = escalated(first, Decimal(8))

    assert (first, second, escalated(second, Decimal(8))) == (318600, 344088, 371615)


def test_e_parts_of_one_price_sum_to_the_whole() -> None:
    assert tiled(295000, 30, [1, 2, 30]) == [9833, 9834, 275333]
    paused = license(1, pauses=((june(2), june(2)), (june(4), june(4))))
    assert nets(priced([paused]).lines) == [9833, 9834, 255666]


@pytest.mark.parametrize(("members", "net"), [(4, 1030000), (5, 1211250), (9, 2142250), (10, 2250000)])
def test_f_the_total_still_rises_at_each_volume_step(members: int, net: int) -> None:
    assert sum(nets(priced([license(n) for n in range(1, members + 1)]).lines)) == net


def test_g_a_start_typed_in_after_the_run() -> None:
    late = license(1, june(12))
    lines = corrections(JUNE, priced([late]).lines, []) + priced([late], month=JUNE.next).lines

    assert [(line.starts_on, line.ends_on, line.net) for line in lines] == [
        (june(12), june(30), 186833),
        (dt.date(2026, 7, 1), dt.date(2026, 7, 31), 295000),
    ]


def test_h_a_leaver_typed_in_after_the_run() -> None:
    (line,) = with_vat(corrections(JUNE, priced([license(1, ends_on=june(20))]).lines, [Billed(1, "L001", 295000)]), FIFTEEN)

    assert (line.price, line.billed, line.net, line.vat) == (196667, 295000, -98333, -14750)


def test_j_prices_that_include_vat() -> None:
    assert [vat_within(gross, FIFTEEN) for gross in (34500, 9999)] == [(30000, 4500), (8695, 1304)]


def test_x_vat_is_taken_line_by_line() -> None:
    assert [vat_on(net, FIFTEEN) for net in (2506, 2561, 2563)] == [376, 384, 384]
    assert vat_on(2506 + 2561 + 2563, FIFTEEN) == 1145
