"""What bench and drill have in common: a command that lists the modules of a package, plays one, and says whether its targets hold."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType
from typing import Any, Protocol

from app.cli.say import say, show
from config import Settings


class Play(Protocol):
    """Plays one module with what was asked of it in its own words; the exit status of the command."""

    def __call__(
        self, module: ModuleType, settings: Settings, *, long: bool, as_json: bool, own: Mapping[str, str] | None = None
    ) -> int: ...


@dataclass(frozen=True)
class Trials:
    """The modules of `package` that have a NAME, and the words of their command."""

    package: ModuleType
    command: str
    noun: str
    about: str | None
    named: str
    listed: str
    longer: str
    width: int

    def main(self, argv: list[str], settings: Settings, play: Play) -> int:
        """0 when all holds, 1 when not, 2 for a name that is not there."""
        wanted, rest = self._asked(argv)
        found = self.modules()
        if wanted.list:
            about = {name: str(module.__doc__).split("\n")[0] for name, module in found.items()}
            show(about) if wanted.json else say("\n".join(f"{name:<{self.width}} {text}" for name, text in about.items()))
            return 0
        if wanted.name not in found:
            near = get_close_matches(str(wanted.name), found, n=1)
            say(f"There is no {self.noun} {wanted.name}." + (f" Did you mean {near[0]}?" if near else " --list names them."))
            return 2
        own = self._own(found[wanted.name], rest)
        return play(found[wanted.name], settings, long=wanted.long, as_json=wanted.json, own=own)

    def modules(self) -> dict[str, ModuleType]:
        """Every one of them by its NAME."""
        names = sorted(module.name for module in pkgutil.iter_modules(self.package.__path__, f"{self.package.__name__}."))
        loaded = [importlib.import_module(name) for name in names]
        return {module.NAME: module for module in loaded if hasattr(module, "NAME")}

    def _own(self, module: ModuleType, argv: list[str]) -> dict[str, str]:
        """What a module's OPTIONS say it can be asked: a name and its help each. Ends the command with 2 for anything else."""
        parser = argparse.ArgumentParser(f"run.py {self.command} {module.NAME}", description=module.__doc__)
        for name, about in getattr(module, "OPTIONS", {}).items():
            parser.add_argument(f"--{name}", help=about, default="")
        return vars(parser.parse_args(argv))

    def _asked(self, argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
        parser = argparse.ArgumentParser(f"run.py {self.command}", description=self.about)
        parser.add_argument("name", nargs="?", help=self.named)
        parser.add_argument("--list", action="store_true", help=self.listed)
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--long", action="store_true", help=f"{self.longer}, instead of a minute at most")
        wanted, rest = parser.parse_known_args(argv)
        if rest and wanted.name not in self.modules():
            parser.error(f"unrecognized arguments: {' '.join(rest)}")
        return wanted, rest


def judged(module: ModuleType, figures: Mapping[str, Any], *, holds: bool, as_json: bool) -> int:
    """Says every figure beside its target; 0 when they hold, 1 when not."""
    for name, figure in figures.items():
        say(f"  {name:<28} {figure!s:>12}  {module.TARGETS.get(name, '')}")
    say("It holds." if holds else "It does not hold.")
    if as_json:
        show({"name": module.NAME, "figures": figures, "targets": module.TARGETS, "holds": holds})
    return 0 if holds else 1
