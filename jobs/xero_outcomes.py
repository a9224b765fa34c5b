"""What a call to Xero that ended badly means for the steps that it carried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail, give_back, lose
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.xero import TokenRefused
from app.models.step import Doing, Step
from jobs.xero_token import renew

log = structlog.get_logger("xero")
LOOK_AGAIN = 10  # seconds until an unknown outcome is looked up


@contextmanager
def minding(batch: Batch, connection_id: int, *, of: type[Doing] = Step) -> Iterator[None]:
    """Each outcome is on the steps before anybody hears of it. A no ends here, with its words on them; all else is tried later."""
    try:
        yield
    except Unknown as lost:
        lose(batch.step_ids, lost.reason, of=of, by=SYSTEM)
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    except Retry as wait:
        if not batch.uncertain:
            give_back(batch.step_ids, of=of, by=SYSTEM)
        if isinstance(wait, TokenRefused):
            renew(connection_id, force=True)
        raise
    except GiveUp as no:
        fail(batch.step_ids, no.reason, of=of, by=SYSTEM)
        log.warning("xero refused", reason=no.reason)
