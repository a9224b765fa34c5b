"""bench: measure, and say whether Foyer is as fast as it promises. Each module of benchmarks/ measures one thing."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import benchmarks
from app.cli.scratch import scratch
from app.cli.trials import Trials, judged
from config import Settings

BENCHES = Trials(
    benchmarks,
    command="bench",
    noun="benchmark",
    about=__doc__,
    named="what to measure",
    listed="what can be measured",
    longer="as long as the published figures take",
    width=12,
)


def main(argv: list[str], settings: Settings) -> int:
    return BENCHES.main(argv, settings, measured)


def modules() -> dict[str, ModuleType]:
    """Every benchmark by its NAME. A module holds NAME, TARGETS, measure(settings, long) and holds(figures)."""
    return BENCHES.modules()


def measured(module: ModuleType, settings: Settings, *, long: bool, as_json: bool, own: Mapping[str, str] | None = None) -> int:
    """0 when the targets hold, 1 when not."""
    with scratch(settings, f"the benchmark {module.NAME}") as place:
        figures = module.measure(place, long, **(own or {}))
    return judged(module, figures, holds=bool(module.holds(figures)), as_json=as_json)
