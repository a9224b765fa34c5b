"""What a file brought in is told like what people do one by one, but a hundred in one job: thousands hold up nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.actions.webhooks.events import MuchHappened
from app.actions.webhooks.message import new_id
from app.core import clock
from app.queries.webhook_events import plain
from app.work import Work

AT_ONCE = 100


def tell_many(work: Work, happened: Mapping[str, Sequence[int]]) -> None:
    """By event of webhooks the ids of what it happened to; nothing is written for those that nobody listens to."""
    heard, at = work.heard() if happened else frozenset[str](), plain(clock.now())
    told = [
        (event, ids[first : first + AT_ONCE]) for event, ids in happened.items() if event in heard for first in range(0, len(ids), AT_ONCE)
    ]
    work.emit_all([MuchHappened(event, [[row_id, new_id()] for row_id in some], at) for event, some in told])
