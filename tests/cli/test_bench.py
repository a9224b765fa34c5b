"""Every benchmark keeps the contract of `run.py bench`, and a wrong name is wrong use."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from app.cli import bench
from config import Settings


def test_every_benchmark_can_be_run_and_judged() -> None:
    found = bench.modules()
    assert "outbox" in found
    for module in found.values():
        assert module.__doc__
        assert module.TARGETS
        assert callable(module.measure)
        assert callable(module.holds)


@pytest.mark.parametrize(("p95", "ratio", "holds"), [(249.9, 0.8, True), (250.0, 2.0, False), (10.0, 0.79, False)])
def test_the_outbox_is_judged_by_both_its_targets(p95: float, ratio: float, holds: bool) -> None:
    assert bench.modules()["outbox"].holds({"start_p95_ms": p95, "drained_to_bare": ratio}) is holds


def test_the_list_names_them(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--list", "--json"], settings) == 0
    assert set(json.loads(capsys.readouterr().out)) == set(bench.modules())


def test_a_wrong_name_is_wrong_use(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["outbocks"], settings) == 2
    assert "Did you mean outbox?" in capsys.readouterr().err


def test_figures_go_out_as_json_and_misses_end_with_one(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    slow = ModuleType("slow")
    slow.NAME, slow.TARGETS = "slow", {"seconds": "< 1"}
    slow.measure = lambda _settings, long: {"seconds": 2, "database": _settings.database_url.rpartition("/")[2]}
    slow.holds = lambda figures: figures["seconds"] < 1
    assert bench.measured(slow, settings, long=False, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["holds"], told["targets"]) == ("slow", False, {"seconds": "< 1"})
    assert told["figures"]["database"].startswith("foyer_scratch_")
