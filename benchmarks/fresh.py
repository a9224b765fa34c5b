"""A measurement in a process of its own: nothing that was loaded or remembered before counts."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def in_fresh_process(work: Callable[..., Answer], *arguments: Any) -> Answer:
    """What the function gives back from a new interpreter."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def peak_mb() -> float:
    """The most memory that this process ever held; Linux says it without what the parent held before."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024 / 1024


def seconds(work: Callable[[], Any]) -> float:
    """From begin to end."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
