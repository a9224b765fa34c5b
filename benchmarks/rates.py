"""How often the sandbox was called, by its own record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


def busiest(times: Iterable[float], *, window: float = 1.0) -> int:
    """The most calls within any `window` seconds."""
    inside: deque[float] = deque()
    most = 0
    for at in sorted(times):
        inside.append(at)
        while inside[0] <= at - window:
            inside.popleft()
        most = max(most, len(inside))
    return most
