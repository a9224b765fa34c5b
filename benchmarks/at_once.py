"""Many clients in a few processes: as many as there are processors, because Python threads of one process take turns."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.core.entity import db
from jobs.child import fork
from jobs.context import inside

PROCESSES = 2


def at_once(clients: int, act: Callable[[int], Any]) -> list[Any]:
    """What each client answers, in no order; answers are plain values. Call it from the main thread, after jobs.context.settle_in."""
    children = []
    for number in range(PROCESSES):
        mine = range(number, clients, PROCESSES)
        reading, writing = os.pipe()
        pid = fork("clients", lambda mine=mine, writing=writing: _all(mine, act, writing))  # type: ignore[misc]
        os.close(writing)
        children.append((pid, reading))
    found: list[Any] = []
    for pid, reading in children:
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        _, status = os.waitpid(pid, 0)
        if status or not text:
            raise RuntimeError("a process of clients ended before its time")
        found += json.loads(text)
    return found


def _all(mine: range, act: Callable[[int], Any], writing: int) -> int:
    with ThreadPoolExecutor(len(mine)) as people:
        told = list(people.map(lambda client: _one(client, act), mine))
    with os.fdopen(writing, "w") as pipe:
        json.dump(told, pipe)
    return 0


def _one(client: int, act: Callable[[int], Any]) -> Any:
    with inside():
        try:
            return act(client)
        finally:
            db.session.remove()
