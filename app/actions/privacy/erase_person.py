"""Erase a person: asked for here, after a look at the dry run; done step by step by a job."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import SUBJECT, sealed
from app.actions.accounts.tokens import end_tokens
from app.actions.network import require_whole_network
from app.actions.tasks.pass_on import pass_on
from app.actions.users.grant import require_user
from app.core import clock
from app.core.errors import Refused
from app.core.events import Event
from app.models import Erasure, FoyerUser
from app.queries.personal.by_name import with_visits
from app.queries.personal.plan import against
from app.queries.personal.subject import subject_of
from app.rules.subject import Subject
from app.work import Work, transaction


@dataclass(frozen=True)
class ErasureAsked(Event):
    """Somebody confirmed that a person is to be erased."""

    erasure_id: int


def erase_person(user_id: int, *, typed: str, visits: Collection[int] = (), by: Actor) -> Erasure:
    """`typed` is the person's mail address, typed anew; `visits` bear their name and no address, and are theirs. From here on nobody signs in with the account, and there is no way back.

    Raises Forbidden for all but network admins, Refused at `typed` for another address, and with every reason that stands against it.
    """
    with transaction(by=by) as work:
        require_erasing(by)
        user = work.lock(FoyerUser, user_id)
        require_user(by, user)
        if user.id == by.id:
            raise Refused(_("Somebody else has to erase you: you could not read the receipt."))
        check_typed(typed, user.email)
        subject = subject_of(work.session, user)
        if reasons := against(work.session, user, subject):
            raise Refused(" ".join(reasons))
        subject = with_visits(work.session, subject, visits)
        user.active = False
        pass_on(work, user)
        end_tokens(work, user.id)
        return begin_erasure(work, subject, "ab_user", user.id, location_id=user.location_id, user_id=user.id)


def require_erasing(by: Actor) -> None:
    """There is no way back, and it reaches everywhere. Raises Forbidden for all but network admins."""
    require(by, Permission.USER_ERASE)
    require_whole_network(by)


def check_typed(typed: str, expected: str, what: str = "") -> None:
    """Raises Refused at `typed` for anything but what they are known by, which is `what`, or the mail address."""
    if typed.strip().lower() != expected.lower():
        what = what or _("mail address")
        raise Refused(_("Type their %(what)s exactly, so that nobody is erased by a slip of the mouse.", what=what), field="typed")


def begin_erasure(work: Work, subject: Subject, noun: str, noun_id: int, *, location_id: int | None, **whose: int) -> Erasure:
    """The same inside another action that has checked permission and what stands against it."""
    by = work.by
    row = work.add(
        Erasure(**whose, asked_by_id=by.id, asked_by=by.name, begun_at=clock.now(), sealed_subject=sealed(subject.dumped(), SUBJECT))
    )
    work.record("erase", noun, [{"noun_id": noun_id, "name": subject.erased, "location_id": location_id, "changes": {}}])
    work.emit(ErasureAsked(row.id))
    return row
