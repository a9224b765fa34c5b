"""What becomes of an enquiry from the web: a lead, the quarantine, or the log of what was dropped (S1, S3, S4).

Only what the provider scored counts as points: 5 for doubt and 8 for a failure, so that both rules are one sum. A
provider that was down, and an answer that was refused, lead to the quarantine and add nothing: a person who left the
form open over lunch, or came while Google was away, must not be dropped for it.
"""

from __future__ import annotations

from enum import StrEnum

from app.rules.lead_captcha import Verdict

QUARANTINE_FROM = 5
DROP_FROM = 8
CAPTCHA_POINTS: dict[Verdict, int] = {Verdict.DOUBTFUL: QUARANTINE_FROM, Verdict.FAILED: DROP_FROM}
NEVER_STRAIGHT_IN = frozenset({Verdict.UNVERIFIED, Verdict.REFUSED})


class Fate(StrEnum):
    """What becomes of an enquiry."""

    LEAD = "lead"
    QUARANTINE = "quarantine"
    DROPPED = "dropped"


def spam_points(content: int, captcha: Verdict) -> int:
    """The sum of S4: points of the content and of the captcha."""
    return content + CAPTCHA_POINTS.get(captcha, 0)


def fate_of(content: int, captcha: Verdict, *, form_is_flooded: bool = False, sender_is_trusted: bool = False) -> Fate:
    """Where an enquiry goes.

    `form_is_flooded`: the form had more posts within the hour than S3 allows. `sender_is_trusted`: a person rescued this
    address from the quarantine before (S7), so that its points count no more, but a flood still does.
    """
    points = 0 if sender_is_trusted else spam_points(content, captcha)
    if points >= DROP_FROM:
        return Fate.DROPPED
    unsure = captcha in NEVER_STRAIGHT_IN and not sender_is_trusted
    return Fate.QUARANTINE if points >= QUARANTINE_FROM or unsure or form_is_flooded else Fate.LEAD
