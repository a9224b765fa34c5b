"""Each benchmark gives the figures that its targets name, here with tiny sizes; how fast anything is, is asserted nowhere."""

from __future__ import annotations

import pytest

from app.cli.bench import modules
from app.cli.scratch import scratch
from benchmarks import approve, availability, lists, preview, web_ready


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


def test_approve(own):
    figures = approve.measure(own, False, organisations=40)
    assert set(approve.TARGETS) <= set(figures)
    assert figures["invoices"] == 40
    assert figures["rows"] > 40 * (1 + 5 + 3 + 1)
    assert approve.holds(figures | {"seconds": 5, "insert_to_copy": 6})
    assert not approve.holds(figures | {"insert_to_copy": 7})


def test_lists(own):
    figures = lists.measure(own, False, small=30, large=90)
    assert set(lists.TARGETS) <= set(figures)
    assert 0 < figures["queries"] <= 8
    assert lists.holds(figures | {"page_p50_ms": 19, "to_small_table": 1, "search_p50_ms": 20})
    assert not lists.holds(figures | {"queries": 9})


def test_a_web_process_sends_no_sql_to_get_ready(own):
    _, written = web_ready.ready(own, sync=True)
    assert any(statement.startswith("INSERT INTO ab_permission") for statement in written), "run.py migrate writes permissions"
    _, sent = web_ready.ready(own, sync=False)
    assert sent == []
    assert not web_ready.holds({"seconds": 0.5, "permission_queries": 0, "writes": 1})


def test_availability(own):
    figures = availability.measure(own, False, organisations=30)
    assert set(availability.TARGETS) <= set(figures)
    assert (figures["licenses"], figures["queries_for_spaces_and_licenses"]) == (150, 2)
    assert availability.holds(figures | {"page_cpu_ms": 249})
    assert not availability.holds(figures | {"page_cpu_ms": 250})
