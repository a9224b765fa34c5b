"""Jobs: what happens after the commit; only they talk to the world.

A job is a function under `@job`. It takes ids and plain values, and is written to be safe when it runs twice.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.integrations.errors import GiveUp

TIMEOUT = 60  # seconds of a job that says no other time
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Job:
    """`timeout` in seconds: a job that takes longer is cut, and tried again later."""

    name: str
    queue: str
    timeout: int
    function: Callable[..., Any]


known: dict[str, Job] = {}


def job(*, queue: str, timeout: int = TIMEOUT) -> Callable[[Function], Function]:
    """Make a function a job, by its dotted name: `jobs.mail.deliver`. It fails with the words of app.integrations.errors."""

    def register(function: Function) -> Function:
        name = f"{function.__module__}.{function.__name__}"
        known[name] = Job(name, queue, timeout, function)
        return function

    return register


def find(name: str) -> Job:
    """The job of that name. Raises GiveUp when there is none."""
    module = name.rpartition(".")[0]
    if name not in known and module.startswith(f"{__name__}."):
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as missing:
            if missing.name != module:
                raise
    if name not in known:
        raise GiveUp(f"There is no job {name}.")
    return known[name]
