"""One attempt of one job: claim the row, run it in the name of who asked for it, write back behind the fence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars

from app import metrics
from app.access.actor import SYSTEM
from app.core.errors import Conflict, FoyerError, Locked, Unavailable
from app.integrations.errors import GiveUp, NotYet, Pause, Retry, Unknown
from app.request import acting, request_id
from jobs import find, ledger
from jobs.context import inside
from jobs.lease import Keeper
from jobs.ledger import BACKOFF, LIVES, NOT_YET, PAUSED, STOPPED, TIME_NAMED, Claim, Later
from jobs.limit import at_most
from jobs.line import LOST, Line
from jobs.reasons import TooLong, in_words
from jobs.rests import resting

log = structlog.get_logger("jobs")


class Lines:
    """This process's connections for the outbox; a forked child opens its own.

    A claim is on disk before the work begins, so that no two workers ever hold the same attempt. A result that a crash
    of the database forgets only makes the job run again, which it is written for; so results do not wait for the disk.
    """

    def __init__(self, url: str) -> None:
        self.claims = Line(url)
        self.results = Line(url, options="-c synchronous_commit=off")
        self.keeper = Keeper(url)


_lines: dict[str, Lines] = {}


def run(message_id: int) -> None:
    """What a hint in Redis calls. Never raises for what the job does: the row says how it went."""
    with inside() as house:
        url = house.extensions["settings"].database_url
        if url not in _lines:
            _lines[url] = Lines(url)
        lines = _lines[url]
        try:
            mine = ledger.claim(lines.claims, message_id)
        except LOST:
            log.warning("no claim without a database", job_id=message_id)  # the row is still due: it will be sent again
            return
        if mine is not None:
            with _told(mine):
                _attempt(lines, mine)


@contextmanager
def _told(mine: Claim) -> Iterator[None]:
    """Everything that the job logs, emits and changes carries the request that asked for it."""
    asked, actor = request_id.set(mine.request_id or f"job-{mine.id}"), acting.set(SYSTEM)
    try:
        with bound_contextvars(job=mine.job, job_id=mine.id, attempt=mine.attempt):
            yield
    finally:
        request_id.reset(asked)
        acting.reset(actor)


def _attempt(lines: Lines, mine: Claim) -> None:
    started = time.monotonic()
    try:
        if mine.lives > LIVES:
            raise GiveUp(f"It was begun {LIVES} times and never came to an end.")
        todo = find(mine.job)
        with lines.keeper.keeping(mine.id, mine.attempt), resting(lines.results), at_most(todo.timeout):
            todo.function(**mine.payload)
    except (Exception, TooLong) as failure:  # noqa: BLE001 - whatever a job raises belongs into its row
        kept, outcome = _settle_failure(lines.results, mine, failure)
        metrics.job(mine.job, outcome, time.monotonic() - started)
    except BaseException:  # told to stop in the middle: the next worker begins at once
        _kept(lambda: ledger.again(lines.results, mine, wait=0, failures=mine.failures, reason="The worker was stopped.", why=STOPPED))
        raise
    else:
        kept = _kept(lambda: ledger.done(lines.results, mine))
        metrics.job(mine.job, "done", time.monotonic() - started)
        log.info("job done", seconds=round(time.monotonic() - started, 3))
    if not kept:
        log.warning("result not kept: a later attempt has the row, or the database is away")


def _settle_failure(line: Line, mine: Claim, failure: BaseException) -> tuple[bool, str]:
    """Later, or parked: by what the job says, and by how often it has failed. Whether that was kept, and what it is called."""
    reason = in_words(failure)
    told = failure.after if isinstance(failure, Retry) else None
    if told is not None:  # a time was named: it is waited for, and health tells when that lasts too long
        log.info("job waits", reason=reason, seconds=told)
        return _kept(lambda: ledger.again(line, mine, wait=told, failures=mine.failures, reason=reason, why=_waits_for(failure))), "waits"
    failures = mine.failures + 1
    if _hopeless(failure) or failures > len(BACKOFF):
        log.error("job parked", reason=reason, failures=failures, exc_info=None if _expected(failure) else failure)
        return _kept(lambda: ledger.park(line, mine, failures=failures, reason=reason)), "parked"
    wait = BACKOFF[failures - 1]
    log.warning("job failed", reason=reason, failures=failures, seconds=wait, exc_info=None if _expected(failure) else failure)
    return _kept(lambda: ledger.again(line, mine, wait=wait, failures=failures, reason=reason)), "later"


def _waits_for(failure: BaseException) -> Later:
    if isinstance(failure, Pause):
        return PAUSED
    return NOT_YET if isinstance(failure, NotYet) else TIME_NAMED


def _hopeless(failure: BaseException) -> bool:
    """A no stays a no, and what may have happened is for a person to look at before it is done again."""
    if isinstance(failure, FoyerError):
        return not isinstance(failure, Locked | Conflict | Unavailable)
    return isinstance(failure, GiveUp | Unknown)


def _expected(failure: BaseException) -> bool:
    return isinstance(failure, FoyerError | GiveUp | Retry | Unknown)


def _kept(write: Callable[[], bool]) -> bool:
    try:
        return write()
    except LOST:
        return False  # the lease ends and the job runs again: that is what it is written for
