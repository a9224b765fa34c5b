"""drill: break something on purpose and watch it recover. Each module of benchmarks/drills/ breaks one thing."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from app.cli.say import say
from app.cli.trials import Trials, judged
from benchmarks import drills
from config import Settings

DRILLS = Trials(
    drills,
    command="drill",
    noun="drill",
    about=__doc__,
    named="what to break",
    listed="what can be broken",
    longer="as often and as big as the promise says",
    width=16,
)


def main(argv: list[str], settings: Settings) -> int:
    return DRILLS.main(argv, settings, played)


def modules() -> dict[str, ModuleType]:
    """Every drill by its NAME."""
    return DRILLS.modules()


def played(module: ModuleType, settings: Settings, *, long: bool, as_json: bool, own: Mapping[str, str] | None = None) -> int:
    """0 when what was promised held, 1 when not. A drill that never came to its end did not hold."""
    figures: dict[str, Any] = {}
    try:
        figures = module.play(settings, long, **(own or {}))
    except TimeoutError as reason:
        say(f"It never came to its end: {reason}.")
    return judged(module, figures, holds=drills.holds(figures, module.TARGETS), as_json=as_json)
