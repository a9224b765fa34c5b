"""The steps of an erasure, each a transaction of its own and each safe to repeat: what is done stands on the row, and is not begun again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import func, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import SUBJECT, opened
from app.actions.privacy.forget import forget_in_texts, forget_rows
from app.actions.privacy.forget_in_audit import forget_in_audit
from app.core import clock
from app.models import AuditEvent, Erasure, FoyerUser
from app.models.erasure import ErasureState
from app.models.personal import REGISTER, Kind
from app.queries.personal.rows import Column
from app.rules.subject import Subject, loaded
from app.work import Work, transaction

AUDIT_ROWS = 20_000  # rewritten in one transaction
# Its own searched rows go last; the audit goes first, while the other tables still say which of its rows are theirs.
APART = ("audit_event", "erasure", "ab_user")
NAMING = (Kind.WORDS, Kind.SAID, Kind.AUTHOR, Kind.KEY)
TABLES = tuple(name for name, marks in REGISTER.items() if name not in APART and (marks.of or marks.of_kind(*NAMING)))
LAST = "ab_user"
Columns = Mapping[str, Mapping[str, Column]]


def subject_at_work(erasure_id: int, *, by: Actor) -> Subject | None:
    """Whom to forget; None when it is done, or a person has to look first."""
    with transaction(by=by) as work:
        require(by, Permission.USER_ERASE)
        row = work.lock(Erasure, erasure_id)
        if row.state is not ErasureState.WORKING or row.sealed_subject is None:
            return None
        return loaded(opened(row.sealed_subject, SUBJECT))


def steps(highest_audit_id: int) -> list[str]:
    """The names of all steps, in their order."""
    parts = [f"audit {first}" for first in range(1, highest_audit_id + 1, AUDIT_ROWS)]
    return [*parts, *TABLES]


def highest_audit_id(erasure_id: int, *, by: Actor) -> int:
    """The newest row that can name the person; asked once, because what comes later is ours."""
    with transaction(by=by) as work:
        row = work.lock(Erasure, erasure_id)
        if "audit rows" not in row.done:
            row.done = row.done | {"audit rows": work.session.scalar(select(func.coalesce(func.max(AuditEvent.id), 0)))}
        return int(row.done["audit rows"])


def do_step(erasure_id: int, step: str, subject: Subject, columns: Columns, *, by: Actor) -> int:
    """Rows that were forgotten; 0 for a step that was done before. `columns` are those of all tables."""

    def forget(work: Work) -> int:
        if step.startswith("audit "):
            first = int(step.removeprefix("audit "))
            return forget_in_audit(work.session, erasure_id, first, first + AUDIT_ROWS - 1, subject)
        marks = REGISTER[step]
        own = forget_rows(work.session, step, marks, columns[step], subject) if marks.of else 0
        return own + forget_in_texts(work.session, step, marks, columns[step], subject)

    return note(erasure_id, step, forget, by=by)


def note(erasure_id: int, step: str, forget: Callable[[Work], int], *, by: Actor) -> int:
    """Do it, and write down in the same transaction that it is done."""
    with transaction(by=by) as work:
        row = work.lock(Erasure, erasure_id)
        if step in row.done or row.state is not ErasureState.WORKING:
            return 0
        rows = forget(work)
        row.done = row.done | {step: rows}
        return rows


def finish_erasure(erasure_id: int, subject: Subject, columns: Columns, *, by: Actor) -> None:
    """The person's own row becomes erased-<id>, what was searched for is forgotten as well, and the row is the receipt."""
    with transaction(by=by) as work:
        row = work.lock(Erasure, erasure_id)
        if row.state is not ErasureState.WORKING:
            return
        count = forget_rows(work.session, LAST, REGISTER[LAST], columns[LAST], subject)
        ended = update(FoyerUser).where(FoyerUser.id == row.user_id).values(session_epoch=FoyerUser.session_epoch + 1, active=False)
        work.session.execute(ended.execution_options(synchronize_session=False))  # past the audit, which would name them anew
        forget_in_texts(work.session, "erasure", REGISTER["erasure"], columns["erasure"], subject)
        work.session.expire_all()
        row.done = {name: rows for name, rows in row.done.items() if rows} | {LAST: count}
        row.sealed_subject, row.finished_at, row.reason = None, clock.now(), ""
        Erasure.moves.move(row, "finish")
        whose = (("ab_user", row.user_id), ("sign_up", row.sign_up_id), ("contact", row.contact_id))
        noun, noun_id = next(each for each in whose if each[1] is not None)
        work.record("erased", noun, [{"noun_id": noun_id, "name": subject.erased, "changes": {}}])


def fail_erasure(erasure_id: int, reason: str, *, by: Actor) -> None:
    """A person has to look; everything that is done stays done."""
    with transaction(by=by) as work:
        row = work.lock(Erasure, erasure_id)
        if row.state is ErasureState.WORKING:
            Erasure.moves.move(row, "fail")
            row.reason = reason[:1000]
