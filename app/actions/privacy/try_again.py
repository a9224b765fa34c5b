"""Go on with an erasure that stopped, after another look at the person: days may lie between."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.sealing import SUBJECT, opened, sealed
from app.actions.accounts.person import lock_person
from app.actions.privacy.erase_person import ErasureAsked, require_erasing
from app.core.errors import Refused
from app.models import Contact, Erasure, SignUp
from app.models.erasure import ErasureState
from app.queries.personal.contact import against_contact, subject_of_contact
from app.queries.personal.plan import against
from app.queries.personal.sign_up import against_sign_up, subject_of_sign_up
from app.queries.personal.subject import subject_of
from app.rules.subject import Subject, loaded
from app.work import Work, transaction


def try_again(erasure_id: int, *, by: Actor) -> Erasure:
    """Raises Refused unless it stopped, and with every reason that stands against it by now."""
    with transaction(by=by) as work:
        require_erasing(by)
        row = work.lock(Erasure, erasure_id)
        if row.state is not ErasureState.FAILED:
            raise Refused(_("It has not stopped."))
        reasons, present = _looked_at(work, row)
        if reasons:
            raise Refused(" ".join(reasons))
        if row.sealed_subject is not None and present is not None:
            before = loaded(opened(row.sealed_subject, SUBJECT))
            subject = before.joined(present)
            if subject != before:
                row.sealed_subject = sealed(subject.dumped(), SUBJECT)
                row.done = {}  # what was searched with less is searched again
        Erasure.moves.move(row, "retry")
        row.reason = ""
        work.emit(ErasureAsked(row.id))
    return row


def _looked_at(work: Work, row: Erasure) -> tuple[list[str], Subject | None]:
    """What stands against it now, and what they are known by now; the row of a sign-up may be gone already."""
    if row.user_id is not None:
        user = lock_person(work, row.user_id)
        user.active = False
        subject = subject_of(work.session, user)
        return against(work.session, user, subject), subject
    if row.contact_id is not None:
        contact = work.lock(Contact, row.contact_id)
        return against_contact(work.session, contact), subject_of_contact(work.session, contact)
    asked = work.session.get(SignUp, row.sign_up_id)
    return (against_sign_up(work.session, asked), subject_of_sign_up(work.session, asked)) if asked is not None else ([], None)
