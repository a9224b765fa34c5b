"""The servers that Foyer stands on: outside ones by their URL, those of a running Foyer, or our own for as long as we need them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psutil

from app.cli.say import CannotStart, say
from app.cli.servers import lease, postgres, survivors, valkey
from app.cli.servers.child import Process, end
from config import Settings

PATIENCE = 120  # seconds for another process to finish starting or stopping


@contextmanager
def servers(settings: Settings, purpose: str = "command") -> Iterator[Settings]:
    """The settings with the addresses of a running PostgreSQL and Valkey, for the time of the block."""
    if settings.database_url and settings.redis_url:
        yield settings
        return
    give_up = time.monotonic() + PATIENCE
    while True:
        if lock := lease.claim(settings.var, purpose):
            with lock, started(settings) as running:
                lease.publish(settings.var, psutil.Process().create_time(), addresses(running))
                yield running
                lease.withdraw(settings.var)
                lease.wait_for_guests(settings.var, limit=3600)
            return
        if found := lease.use(settings.var):
            guest, places = found
            with guest:
                yield settings.moved(**{name: value for name, value in places.items() if name not in settings.given})
            return
        if time.monotonic() > give_up:
            raise CannotStart(f"Another Foyer (pid {lease.holder(settings.var).get('pid')}) holds {settings.var} and neither starts nor stops.")
        time.sleep(0.05)


@contextmanager
def started(settings: Settings) -> Iterator[Settings]:
    """Our own servers, for whoever holds the folder's lock. Those whose URL is given are not started."""
    for name in survivors.clear(settings.var):
        say(f"  stopped {name}, left over from a Foyer that was killed")
    with ExitStack() as stack:
        places: dict[str, Any] = {}
        if not settings.database_url:
            child, places["database_url"] = postgres.start(settings)
            stack.callback(end, child, postgres.STOP)
        if not settings.redis_url:
            child, places["redis_url"] = valkey.start(settings)
            stack.callback(end, child, valkey.STOP)
        yield settings.moved(**places)


def addresses(settings: Settings) -> dict[str, Any]:
    """What another command has to know to use what runs here."""
    return {name: getattr(settings, name) for name in ("database_url", "redis_url", "host", "port", "sandbox_port", "sandbox_smtp_port")}


__all__ = ["Process", "addresses", "servers", "started"]
