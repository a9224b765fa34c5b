"""Each benchmark gives the figures that its targets name, here with tiny sizes; how fast anything is, is asserted nowhere."""

from __future__ import annotations

import pytest

from app.cli.bench import modules
from app.cli.scratch import scratch
from app.sandbox.xero.limits import Limits
from benchmarks import (
    approve,
    availability,
    board,
    calendar,
    debtors,
    files,
    kiosk,
    lead_form,
    ledger,
    lists,
    onboarding,
    preview,
    quote,
    reconcile,
    tick,
    web_ready,
    xero_push,
)
from benchmarks.fresh import in_fresh_process


@pytest.fixture
def own(settings):
    with scratch(settings, "a test of benchmarks") as running:
        yield running


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_benchmark_says_what_it_measures_and_wants(name):
    module = modules()[name]
    assert module.__doc__
    assert module.TARGETS
    assert callable(module.measure)
    assert callable(module.holds)


def test_preview(own):
    figures = preview.measure(own, False, organisations=40)
    assert set(preview.TARGETS) <= set(figures)
    assert figures["organisations"] == 40
    assert figures["lines"] > 40 * 5
    assert preview.holds(figures | {"seconds": 1, "peak_mb": 300, "to_bare_queries": 8, "twice_the_organisations": 2})
    assert not preview.holds(figures | {"seconds": 3})


def test_files(own):
    figures = files.measure(own, False, files=30)
    assert set(files.TARGETS) <= set(figures)
    assert (figures["files"], figures["lost"]) == (30, 0)
    assert all(
        figures[f"{kind}_{name}"] > 0 for kind in ("folder", "bucket") for name in ("moved_a_second", "read_a_second", "database_mb_before")
    )
    assert files.holds(figures | {"database_after_to_before": 0.1})
    assert not files.holds(figures | {"lost": 1})


def test_approve(own):
    figures = approve.measure(own, False, organisations=40)
    assert set(approve.TARGETS) <= set(figures)
    assert figures["invoices"] == 40
    assert figures["rows"] > 40 * (1 + 5 + 3 + 1)
    assert approve.holds(figures | {"seconds": 5, "insert_to_copy": 6})
    assert not approve.holds(figures | {"insert_to_copy": 7})


def test_lists(own):
    figures = lists.measure(own, False, small=30, large=90, requests=4)
    assert set(lists.TARGETS) <= set(figures)
    assert 0 < figures["queries"] <= 8
    assert lists.holds(figures | {"page_p50_ms": 19, "to_small_table": 1, "search_p50_ms": 20})
    assert not lists.holds(figures | {"queries": 9})


def test_debtors(own):
    figures = debtors.measure(own, False, many=30, requests=3)
    assert set(debtors.TARGETS) <= set(figures)
    assert debtors.holds(dict.fromkeys(debtors.TARGETS, 299))
    assert not debtors.holds(dict.fromkeys(debtors.TARGETS, 300))


def test_lead_form(own):
    figures = lead_form.measure(own, False, posts=4)
    assert set(lead_form.TARGETS) <= set(figures)
    assert (figures["not_answered"], figures["lost"]) == (0, 0)
    assert lead_form.holds(figures | {"answer_p95_ms": 199.9})
    assert not lead_form.holds(figures | {"answer_p95_ms": 1, "lost": 1})


def test_a_web_process_sends_no_sql_to_get_ready(own):
    _, written = web_ready.ready(own, sync=True)
    assert any(statement.startswith("INSERT INTO ab_permission") for statement in written), "run.py migrate writes permissions"
    _, sent = web_ready.ready(own, sync=False)
    assert sent == []
    assert not web_ready.holds({"seconds": 0.5, "permission_queries": 0, "writes": 1})


def test_availability(own):
    figures = availability.measure(own, False, organisations=30, requests=3)
    assert set(availability.TARGETS) <= set(figures)
    assert (figures["licenses"], figures["queries_for_spaces_and_licenses"]) == (150, 2)
    assert availability.holds(figures | {"page_cpu_ms": 249})
    assert not availability.holds(figures | {"page_cpu_ms": 250})


def test_onboarding(own):
    figures = in_fresh_process(onboarding.measure, own, False, 4)  # it forks workers
    assert set(onboarding.TARGETS) <= set(figures)
    assert (figures["people"], figures["granted_twice"], figures["missing"], figures["turned_away"]) == (4, 0, 0, 0)
    assert figures["salto_calls"] >= 4 * 3
    good = figures | {"converged_seconds": 1, "peap_seconds": 1, "salto_busiest_second": 10, "papercut_busiest_second": 50}
    assert onboarding.holds(good)
    for wrong in ({"converged_seconds": 99}, {"peap_seconds": 6}, {"salto_busiest_second": 11}, {"granted_twice": 1}, {"missing": 1}):
        assert not onboarding.holds(good | wrong)


def test_reconcile(own):
    figures = in_fresh_process(reconcile.measure, own, False, 30)
    assert set(reconcile.TARGETS) <= set(figures)
    assert (figures["differ"], figures["writes"], figures["turned_away"]) == (0, 0, 0)
    assert figures["papercut_calls"] > 30
    good = figures | {"sweep_seconds": 59, "share_seconds": 1, "papercut_busiest_second": 50, "salto_busiest_second": 10}
    assert reconcile.holds(good)
    assert not reconcile.holds(good | {"writes": 1})
    assert not reconcile.holds(good | {"sweep_seconds": 61})


def test_quote(own):
    figures = quote.measure(own, False, organisations=10, rounds=2)
    assert set(quote.TARGETS) <= set(figures)
    assert 0 < figures["statements"] <= 6
    assert quote.holds(figures | {"price_cpu_ms": 1.9})
    assert not quote.holds(figures | {"price_cpu_ms": 2})
    assert not quote.holds(figures | {"statements": 7, "price_cpu_ms": 1})


def test_kiosk(own):
    figures = in_fresh_process(kiosk.measure, own, False, 8)  # it forks a web server
    assert set(kiosk.TARGETS) <= set(figures)
    assert [figures[name] for name in ("guests", "lost", "doubled", "without_wifi", "not_answered")] == [8, 0, 0, 0, 0]
    assert kiosk.holds(figures | {"answer_p95_ms": 199, "seconds": 59})
    for wrong in ({"answer_p95_ms": 200}, {"lost": 1}, {"doubled": 1}, {"not_answered": 1}):
        assert not kiosk.holds(figures | {"answer_p95_ms": 199, "seconds": 59} | wrong)


@pytest.mark.browser
def test_board(own, chromium):
    figures = in_fresh_process(board.measure, own, False, 6, 4, 4, 1)
    assert set(board.TARGETS) <= set(figures)
    assert figures["cards"] == 6
    assert board.holds(figures | {"server_p95_ms": 100, "painted_ms": 800, "queries": 15})
    assert not board.holds(figures | {"server_p95_ms": 100, "painted_ms": 1200, "queries": 15})


def test_calendar(own, chromium):
    """In a process of its own: Playwright allows one driver in each."""
    figures = in_fresh_process(calendar.measure, own, False, 3, 21, 1, 4, 1)
    assert set(calendar.TARGETS) <= set(figures)
    assert (figures["rooms"], figures["bookings"]) == (3, 21)
    assert calendar.holds(figures | {"server_p95_ms": 100, "painted_ms": 800})
    assert not calendar.holds(figures | {"server_p95_ms": 100, "painted_ms": 1200})


def test_ledger(own):
    figures = ledger.measure(own, False, rows=4000)
    assert set(ledger.TARGETS) <= set(figures)
    assert (figures["difference"], figures["sums_that_differ"]) == (0, 0)
    assert figures["rows_of_one_wallet"] >= 2000
    good = figures | {
        "balance_ms": 4,
        "statement_ms": 99,
        "statement_deep_ms": 99,
        "trial_balance_seconds": 1,
        "past_trial_balance_seconds": 1,
    }
    assert ledger.holds(good)
    for wrong in ({"balance_ms": 5}, {"statement_ms": 100}, {"past_trial_balance_seconds": 2}, {"sums_that_differ": 1}):
        assert not ledger.holds(good | wrong)


def test_xero_push(own):
    figures = xero_push.measure(own, False, invoices=12, limits=Limits(minute=6000, day=100_000, concurrent=5))
    assert set(xero_push.TARGETS) <= set(figures)
    assert (figures["in_xero"], figures["paid_there"], figures["doubled"], figures["differences"]) == (12, 12, 0, 0)
    assert xero_push.holds(figures | {"in_xero": 1000, "paid_there": 1000, "busiest_minute": 60})
    assert not xero_push.holds(figures)


def test_tick(own):
    figures = tick.ticked(own, minutes=40)
    assert tick.holds(figures), figures
    assert figures["slots"] == 40 + 1
    assert not tick.holds(figures | {"slots_lost": 1})
