"""What setting up, turning off and resetting a second factor share."""

from __future__ import annotations

from sqlalchemy import delete

from app.models import FoyerUser, RecoveryCode, SecondFactor
from app.work import Work


def forget(work: Work, user: FoyerUser, verb: str) -> None:
    """Secret and recovery codes are gone, every session ends, and the audit says which way. The person's row is locked."""
    for table in (SecondFactor, RecoveryCode):
        work.session.execute(delete(table).where(table.user_id == user.id))
    user.session_epoch += 1
    note(work, user, verb)


def note(work: Work, user: FoyerUser, verb: str) -> None:
    """In the audit by its verb: of the secret itself nothing may stand there."""
    row = {"noun_id": user.id, "name": str(user), "location_id": user.location_id, "changes": {}}
    work.record(verb, FoyerUser.__tablename__, [row])
