"""The rows of the outbox as jobs see them: claim, renew, settle. Every change of a running row carries the fence.

Times are the database's, so that the clocks of several machines need not agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from jobs.line import Line

LEASE = 15  # seconds that a claim is good for; a living job renews it every third of them
BACKOFF = (10, 60, 300, 1800, 7200)  # seconds to wait after each failure; the one after the last parks the row
LIVES = 50  # claims without an end, since a person last tried it again: a job that kills its worker is parked in the end

CLAIM = """
UPDATE outbox_message SET state = 'running', attempt = attempt + 1, lease_until = now() + make_interval(secs => %(lease)s)
WHERE id = %(id)s AND not_before <= now() AND (state IN ('due', 'queued') OR (state = 'running' AND lease_until < now()))
RETURNING attempt, attempt - lives_from, failures, job, payload, request_id, event"""
RENEW = """
UPDATE outbox_message SET lease_until = now() + make_interval(secs => %(lease)s)
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'running' RETURNING id"""
DONE = """
UPDATE outbox_message SET state = 'done', done_at = now(), lease_until = NULL, last_error = '', trying_since = NULL
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'running' RETURNING id"""
AGAIN = """
UPDATE outbox_message SET state = 'due', lease_until = NULL, not_before = now() + make_interval(secs => %(wait)s),
    failures = %(failures)s, last_error = %(reason)s, attempt = attempt - %(returned)s, failed_at = CASE WHEN %(failed)s THEN now() ELSE failed_at END,
    trying_since = CASE WHEN %(in_vain)s THEN coalesce(trying_since, now()) WHEN %(well)s THEN NULL ELSE trying_since END
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'running' RETURNING id"""
PARK = """
UPDATE outbox_message SET state = 'parked', lease_until = NULL, failures = %(failures)s, last_error = %(reason)s, failed_at = now(), trying_since = NULL
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'running' RETURNING id"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt of one row."""

    id: int
    attempt: int
    lives: int
    failures: int
    job: str
    payload: dict[str, Any]
    request_id: str
    event: str


class Later(NamedTuple):
    """Why it is not done yet: whether the attempt counts, whether somebody failed, and whether it is tried in vain; None: that stays as it was.

    An attempt that does not count gives its number back: its only holder ends here, so that the next claim may have it.
    A big run waits for Xero's limits more often than a job may die (LIVES).
    """

    counts: bool
    failed: bool
    in_vain: bool | None


FAILED = Later(counts=True, failed=True, in_vain=True)
TIME_NAMED = Later(counts=False, failed=True, in_vain=True)  # by the house or by the far side: it is waited for, for as long as it takes
NOT_YET = Later(counts=False, failed=False, in_vain=True)
PAUSED = Later(counts=False, failed=False, in_vain=False)
STOPPED = Later(counts=True, failed=False, in_vain=None)


def claim(line: Line, message_id: int) -> Claim | None:
    """None when there is nothing to do: it is done, waits, or somebody else has it. A second hint costs only this question."""
    found = line.rows(CLAIM, {"id": message_id, "lease": LEASE})
    return Claim(message_id, *found[0]) if found else None


def renew(line: Line, message_id: int, attempt: int) -> bool:
    """False when the row is no longer ours."""
    return bool(line.rows(RENEW, {"id": message_id, "attempt": attempt, "lease": LEASE}))


def done(line: Line, mine: Claim) -> bool:
    """False when the fence refused: a later attempt has the row, and only its result counts."""
    return bool(line.rows(DONE, {"id": mine.id, "attempt": mine.attempt}))


def again(line: Line, mine: Claim, *, wait: float, failures: int, reason: str, why: Later = FAILED) -> bool:
    """Due once more, after `wait` seconds."""
    values = {
        "wait": wait,
        "failures": failures,
        "reason": reason,
        "returned": int(not why.counts),
        "failed": why.failed,
        "in_vain": why.in_vain is True,
        "well": why.in_vain is False,
    }
    return bool(line.rows(AGAIN, {"id": mine.id, "attempt": mine.attempt, **values}))


def park(line: Line, mine: Claim, *, failures: int, reason: str) -> bool:
    """Until a person looks at it."""
    return bool(line.rows(PARK, {"id": mine.id, "attempt": mine.attempt, "failures": failures, "reason": reason}))
