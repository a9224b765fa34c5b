"""What a call to Xero that ended badly means for the steps that it carried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from app.access.actor import SYSTEM
from app.actions.steps.batch import Batch, fail, give_back, lose
from app.integrations.errors import GiveUp, Retry, Unknown
from app.models.step import Doing, Step

log = structlog.get_logger("xero")
LOOK_AGAIN = 10  # seconds until an unknown outcome is looked up


@contextmanager
def minding(batch: Batch, *, of: type[Doing] = Step) -> Iterator[None]:
    """Each outcome is on the steps before anybody hears of it. A no ends here, with its words on them; all else is tried later.

    A no to the question what became of an earlier call is no answer to it: the steps stay unknown and keep their key, so that whoever tries again looks first.
    """
    try:
        yield
    except Unknown as lost:
        lose(batch.step_ids, lost.reason, of=of, by=SYSTEM)
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    except Retry:
        if not batch.uncertain:
            give_back(batch.step_ids, of=of, by=SYSTEM)
        raise
    except GiveUp as no:
        (lose if batch.uncertain else fail)(batch.step_ids, no.reason, of=of, by=SYSTEM)
        log.warning("xero refused", reason=no.reason)
