"""What the answer of a captcha provider is worth (S1; contracts section 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ACTION = "lead"
PASS_FROM = Decimal("0.5")
DOUBT_FROM = Decimal("0.3")
OLDEST = dt.timedelta(minutes=2)
# A provider's clock may run a little ahead of ours.
CLOCKS_APART = dt.timedelta(seconds=30)
# Of a token that was asked about before, and of one that is too old: the vendor has one word for both.
WORN_OUT = "timeout-or-duplicate"
OUR_FAULTS = frozenset({"missing-input-secret", "invalid-input-secret", "bad-request"})


class Verdict(StrEnum):
    """What is known of the visitor."""

    NONE = "none"  # the form asks no captcha
    PASSED = "passed"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    REFUSED = "refused"  # the answer is for another site, form or hour, or was used before
    UNVERIFIED = "unverified"  # the provider was down, too slow, our secret is wrong, or we asked too late


@dataclass(frozen=True, slots=True)
class CaptchaAnswer:
    """What the provider said. `score` and `action` are None for v2, which scores nobody."""

    success: bool
    hostname: str = ""
    solved_at: dt.datetime | None = None
    score: Decimal | None = None
    action: str | None = None
    errors: frozenset[str] = frozenset()


def judge_captcha(
    answer: CaptchaAnswer | None, *, scored: bool, hostnames: Collection[str], came_at: dt.datetime, asked_at: dt.datetime
) -> Verdict:
    """The verdict on an answer; None stands for no answer in time.

    `scored`: the form uses v3, whose answer must carry a score and our action. `came_at`: the visitor sent the form then, by which the
    age of the token is judged; `asked_at`: we asked about it then. Times have a zone.
    """
    if answer is None or answer.errors & OUR_FAULTS:
        return Verdict.UNVERIFIED
    if not answer.success and WORN_OUT in answer.errors and asked_at - came_at > OLDEST:
        return Verdict.UNVERIFIED
    if not answer.success or answer.hostname not in hostnames or not _is_fresh(answer.solved_at, came_at):
        return Verdict.REFUSED
    if not scored:
        return Verdict.PASSED
    if answer.action != ACTION or answer.score is None:
        return Verdict.REFUSED
    if answer.score >= PASS_FROM:
        return Verdict.PASSED
    return Verdict.DOUBTFUL if answer.score >= DOUBT_FROM else Verdict.FAILED


def _is_fresh(solved_at: dt.datetime | None, came_at: dt.datetime) -> bool:
    return solved_at is not None and -CLOCKS_APART <= came_at - solved_at <= OLDEST
