"""drill: break something on purpose and watch it recover. Each module of benchmarks/drills/ breaks one thing."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from app.cli.say import say, show
from benchmarks import drills
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py drill", description=__doc__)
    parser.add_argument("name", nargs="?", help="what to break")
    parser.add_argument("--list", action="store_true", help="what can be broken")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--long", action="store_true", help="as often and as big as the promise says, instead of a minute at most")
    wanted = parser.parse_args(argv)
    found = modules()
    if wanted.list:
        about = {name: str(module.__doc__).split("\n")[0] for name, module in found.items()}
        show(about) if wanted.json else say("\n".join(f"{name:<16} {text}" for name, text in about.items()))
        return 0
    if wanted.name not in found:
        near = get_close_matches(str(wanted.name), found, n=1)
        say(f"There is no drill {wanted.name}." + (f" Did you mean {near[0]}?" if near else " --list names them."))
        return 2
    return played(found[wanted.name], settings, long=wanted.long, as_json=wanted.json)


def modules() -> dict[str, ModuleType]:
    """Every drill by its NAME."""
    names = sorted(module.name for module in pkgutil.iter_modules(drills.__path__, "benchmarks.drills."))
    loaded = [importlib.import_module(name) for name in names]
    return {module.NAME: module for module in loaded if hasattr(module, "NAME")}


def played(module: ModuleType, settings: Settings, *, long: bool, as_json: bool) -> int:
    """0 when what was promised held, 1 when not. A drill that never came to its end did not hold."""
    figures: dict[str, Any] = {}
    try:
        figures = module.play(settings, long)
    except TimeoutError as reason:
        say(f"It never came to its end: {reason}.")
    holds = drills.holds(figures, module.TARGETS)
    for name, figure in figures.items():
        say(f"  {name:<28} {figure!s:>12}  {module.TARGETS.get(name, '')}")
    say("It holds." if holds else "It does not hold.")
    if as_json:
        show({"name": module.NAME, "figures": figures, "targets": module.TARGETS, "holds": holds})
    return 0 if holds else 1
