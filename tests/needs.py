"""What a test needs of the system: a program that `run.py test` has tried to install (app/cli/programs.py)."""

from __future__ import annotations

import pytest

from app.cli.programs import WANTED, missing
from config import Settings


def need(name: str) -> None:
    """Skips a test where that program of WANTED is missing, with the line that says how to get it; fails it there when the suite has to be strict."""
    program = next(each for each in WANTED if each.name == name)
    if not program.is_there():
        (pytest.fail if Settings.load().test_strict else pytest.skip)(missing(program))
