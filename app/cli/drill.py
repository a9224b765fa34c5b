"""drill: break something on purpose and watch it recover. Each module of benchmarks/drills/ breaks one thing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from types import ModuleType
from typing import Any

from app.cli.drill_notes import note
from app.cli.say import say
from app.cli.trials import Trials, judged
from benchmarks import drills
from config import Settings

NOTE = "--note"
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
    """`--note` keeps what was printed, on docs/drills.md."""
    rest = [each for each in argv if each != NOTE]
    return DRILLS.main(rest, settings, partial(played, is_noted=NOTE in argv))


def modules() -> dict[str, ModuleType]:
    """Every drill by its NAME."""
    return DRILLS.modules()


def played(
    module: ModuleType, settings: Settings, *, long: bool, as_json: bool, own: Mapping[str, str] | None = None, is_noted: bool = False
) -> int:
    """0 when what was promised held, 1 when not. A drill that never came to its end did not hold."""
    figures: dict[str, Any] = {}
    began = time.monotonic()
    try:
        figures = module.play(settings, long, **(own or {}))
    except TimeoutError as reason:
        say(f"It never came to its end: {reason}.")
    holds = drills.holds(figures, module.TARGETS)
    if is_noted:
        note(module, figures, holds=holds, seconds=time.monotonic() - began, long=long)
    return judged(module, figures, holds=holds, as_json=as_json)
