"""A pool as a process of its own, with short leases and many signs of life, for tests that kill it: python -m tests.jobs.house."""

from __future__ import annotations

import functools
import sys

import tests.jobs.noted  # noqa: F401 - its jobs have to be known before the fork
from app import create_app
from config import Settings
from jobs import ledger, pool, relay, worker
from jobs.context import settle_in
from jobs.pool import Place, Pool

if __name__ == "__main__":
    ledger.LEASE, relay.STALE, worker.HEARTBEAT = 2, 1, 0.1
    pool.HANGS, pool.LOOK = 1, 0.2
    settings = Settings.load()
    settle_in(create_app(settings, web=False))
    places = [Place("relay", functools.partial(relay.main, settings))]
    places += [Place(f"worker-{n}", functools.partial(worker.main, settings, ["mail"])) for n in range(2)]
    sys.exit(Pool(places).run())
