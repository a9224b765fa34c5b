"""The rest of a vendor that is away: found out by whoever asks, kept in PostgreSQL for all workers of all machines.

A mail server that takes twenty seconds to say nothing would hold the worker of the desk for each of two thousand mails, and six tries of each would park them all.
Times are the database's, as in jobs/ledger.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import structlog
from flask_babel import gettext as _

from app.integrations import rests
from app.integrations.errors import NotYet
from app.models.vendor_rest import FarSide
from jobs.line import Line
from jobs.reasons import without_secrets

log = structlog.get_logger("jobs")

FAILURES = 3  # calls in a row that nobody answered, before the vendor rests
REST = 60  # seconds

FIND = "SELECT failures, trouble, extract(epoch FROM rests_until - now())::float FROM vendor_rest WHERE vendor = %(vendor)s"
# Whoever writes this row first makes the trial: the others find that the rest has begun anew.
TRY = "UPDATE vendor_rest SET rests_until = now() + make_interval(secs => %(rest)s) WHERE vendor = %(vendor)s AND rests_until <= now() RETURNING id"
UNTRIED = "UPDATE vendor_rest SET rests_until = now() WHERE vendor = %(vendor)s AND rests_until > now()"
ANSWERED = "DELETE FROM vendor_rest WHERE vendor = %(vendor)s"
SILENT = """
INSERT INTO vendor_rest AS known (vendor, failures, trouble) VALUES (%(vendor)s, 1, %(reason)s)
ON CONFLICT (vendor) DO UPDATE SET failures = known.failures + 1, trouble = excluded.trouble,
    rests_until = CASE WHEN known.failures + 1 >= %(most)s THEN now() + make_interval(secs => %(rest)s) END
RETURNING failures"""


class Attempt:
    """What one attempt of one job knows. Without a database nobody rests, and what was found out is forgotten: no call fails for that."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._may: set[FarSide] = set()
        self._failing: set[FarSide] = set()
        self._trials: set[FarSide] = set()

    def require_awake(self, vendor: FarSide) -> None:
        """Asked once an attempt: who may ask, may ask again."""
        if vendor in self._may:
            return
        with suppress(psycopg.Error):
            for failures, trouble, left in self._line.rows(FIND, {"vendor": vendor.value}):
                self._failing.add(vendor)
                if failures >= FAILURES:
                    self._require_turn(vendor, trouble, left or 0)
        self._may.add(vendor)

    def _require_turn(self, vendor: FarSide, trouble: str, left: float) -> None:
        is_mine = left <= 0 and self._line.rows(TRY, {"vendor": vendor.value, "rest": REST})
        if not is_mine:
            raise NotYet(
                _("%(trouble)s One call tries it again within a minute, for all that wait.", trouble=trouble),
                after=int(left if left > 0 else REST) + 1,
            )
        self._trials.add(vendor)

    def answered(self, vendor: FarSide) -> None:
        self._trials.discard(vendor)
        if vendor in self._failing:
            self._failing.discard(vendor)
            self._told(ANSWERED, vendor)
            log.info("vendor answers again", vendor=vendor.value)

    def silent(self, vendor: FarSide, reason: str) -> None:
        self._trials.discard(vendor)
        self._failing.add(vendor)
        for (failures,) in self._told(SILENT, vendor, reason=without_secrets(reason), most=FAILURES, rest=REST):
            if failures >= FAILURES:
                log.warning("vendor rests", vendor=vendor.value, reason=reason, failures=failures, seconds=REST)

    def end(self) -> None:
        """Whoever was let through and asked nobody leaves the trial to the next."""
        for vendor in self._trials:
            self._told(UNTRIED, vendor)

    def _told(self, statement: str, vendor: FarSide, **more: object) -> Sequence[tuple[Any, ...]]:
        with suppress(psycopg.Error):
            return self._line.rows(statement, {"vendor": vendor.value, **more})
        return []


@contextmanager
def resting(line: Line) -> Iterator[None]:
    """Inside, calls of vendors are refused while these rest, and what comes of them is told to all workers."""
    attempt = Attempt(line)
    before = rests.watch.set(attempt)
    try:
        yield
    finally:
        rests.watch.reset(before)
        attempt.end()
