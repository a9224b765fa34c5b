"""A spreadsheet of people, some seconds at a time, so that the others in the queue come between."""

from __future__ import annotations

from psycopg import InterfaceError, OperationalError
from sqlalchemy import exc

from app.actions.notifications.of_import import tell_of_import
from app.actions.people_imports.carry_on import carry_on as carried_on
from app.actions.people_imports.carry_on import go_on, stop_broken
from app.core.errors import Conflict, Locked, Unavailable
from app.integrations.errors import NotYet
from jobs import job

SECONDS = 2
PASSES = (
    Locked,
    Unavailable,
    exc.TimeoutError,
    exc.OperationalError,
    exc.InterfaceError,
    OperationalError,
    InterfaceError,
)  # by itself: the job is tried again
SOON = 2  # seconds until it is tried again when somebody else is in the way


@job(queue="low", timeout=300)
def carry_on(import_id: int) -> None:
    """Safe to run twice: each row is done once, by whoever has it locked."""
    try:
        more = carried_on(import_id, seconds=SECONDS)
    except Conflict as moment:
        raise NotYet(str(moment.message), after=SOON) from moment
    except PASSES:
        raise
    except Exception as failure:
        stop_broken(import_id, failure)
        tell_of_import(import_id)
        raise
    if more:
        go_on(import_id)
    else:
        tell_of_import(import_id)
