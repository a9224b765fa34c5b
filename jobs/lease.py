"""Keeping the lease of the job that this process runs: one thread for the life of the process, a dead process renews nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from jobs import ledger
from jobs.line import LOST, Line

log = structlog.get_logger("jobs")


class Keeper:
    """Short leases give quick recovery; renewing them gives long jobs their time."""

    def __init__(self, url: str, *, every: float | None = None) -> None:
        self.line, self.every = Line(url, patience=0), every or ledger.LEASE / 3
        self._held: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None

    @contextmanager
    def keeping(self, message_id: int, attempt: int) -> Iterator[None]:
        """Renew this claim as long as the block runs."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._watch, name="lease", daemon=True)
            self._thread.start()
        self._held = (message_id, attempt)
        try:
            yield
        finally:
            self._held = None

    def _watch(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self.every)
            held = self._held
            if held is None:
                continue
            try:
                if not ledger.renew(self.line, *held) and self._held == held:
                    log.warning("lease lost", job_id=held[0], attempt=held[1])
            except LOST:
                continue  # asked again in a moment; if the server stays away, the lease ends, as it should
