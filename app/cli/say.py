"""What a person at the terminal reads: progress on standard error, so that standard output carries JSON alone."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config import Mode, Settings


class CannotStart(Exception):
    """Something outside Foyer is in the way; the message says what, and what to do."""


def typed(settings: Settings, command: str) -> str:
    """How that command is typed where these settings hold. A production with a database of its own has the command `foyer`, which brings its account and
    environment along; `python3 run.py` without these works on another database and reports success."""
    return f"foyer {command}" if settings.mode is Mode.PRODUCTION and "database_url" in settings.given else f"python3 run.py {command}"


def say(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def show(answer: object) -> None:
    """The answer of a command, as JSON on standard output."""
    print(json.dumps(answer, indent=2, ensure_ascii=False, default=str), flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """A line for a step that takes a while, with its seconds once it is done."""
    started = time.monotonic()
    print(f"  {title} … ", end="", file=sys.stderr, flush=True)
    yield
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)
