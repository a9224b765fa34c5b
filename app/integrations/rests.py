"""Whoever asks a vendor lets it rest while it is away: all workers share what one of them found out.

A job brings its `Watch` (jobs/rests.py); without one, as in a trial of a client alone, everybody is asked each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from app.integrations.errors import GiveUp, NotYet, Retry, Unknown
from app.models.vendor_rest import FarSide

KNOWN = {each.value: each for each in FarSide}


class Watch(Protocol):
    """What the present job knows of who answers."""

    def require_awake(self, vendor: FarSide) -> None:
        """Raises NotYet while it rests. Whoever comes first after a rest tries for all."""

    def answered(self, vendor: FarSide) -> None: ...

    def silent(self, vendor: FarSide, reason: str) -> None: ...


watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def require_awake(vendor: FarSide) -> None:
    """For a job that has much to do before it asks. Raises NotYet while the vendor rests."""
    present = watch.get()
    if present is not None:
        present.require_awake(vendor)


@contextmanager
def asking(name: str) -> Iterator[None]:
    """One call: refused before it is made while the vendor rests, else noted. A no, and a not now that it said itself, are answers as well."""
    present, vendor = watch.get(), KNOWN.get(name)
    if present is None or vendor is None:
        yield
        return
    present.require_awake(vendor)
    try:
        yield
    except (NotYet, GiveUp):
        present.answered(vendor)
        raise
    except (Retry, Unknown) as nobody:
        present.silent(vendor, nobody.reason)
        raise
    present.answered(vendor)
