"""The servers that Foyer stands on: outside ones by their URL, those of a running Foyer, or our own for as long as we need them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.cli.say import CannotStart
from app.cli.servers import lease
from app.cli.servers.pair import Pair
from config import Settings

PATIENCE = 120  # seconds for another process to finish starting or stopping


@contextmanager
def servers(settings: Settings, purpose: str = "a command") -> Iterator[Settings]:
    """The settings with the addresses of a running PostgreSQL and Valkey, for the time of the block."""
    if settings.database_url and settings.redis_url:
        yield at(settings, lease.published(settings.var) or {})  # a Foyer that is up may have other ports than ours would be
        return
    give_up = time.monotonic() + PATIENCE
    while True:
        if lock := lease.claim(settings.var, purpose):
            with lock, Pair(settings) as pair:
                lease.publish(pair.settings)
                try:
                    yield pair.settings
                finally:
                    lease.withdraw(settings.var)
                    lease.wait_for_guests(settings.var, limit=3600)
            return
        if found := lease.use(settings.var):
            guest, places = found
            with guest:
                yield at(settings, places)
            return
        if time.monotonic() > give_up:
            raise CannotStart(
                f"Another Foyer (pid {lease.holder(settings.var).get('pid')}) holds {settings.var} and neither starts nor stops."
            )
        time.sleep(0.05)


def at(settings: Settings, places: dict[str, Any]) -> Settings:
    """The settings at those places, apart from what was asked for by name."""
    return settings.moved(**{name: value for name, value in places.items() if name not in settings.given})
