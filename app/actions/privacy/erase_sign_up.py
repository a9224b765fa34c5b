"""Erase somebody who asked to become a member and never had an account; the same steps as for a person."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.privacy.erase_person import begin_erasure, check_typed, require_erasing
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import Erasure, SignUp
from app.queries.personal.by_name import with_visits
from app.queries.personal.sign_up import against_sign_up, subject_of_sign_up
from app.work import transaction


def erase_sign_up(sign_up_id: int, *, typed: str, visits: Collection[int] = (), by: Actor) -> Erasure:
    """Everything under the address goes, other askings as well. `typed` is the address, typed anew, `visits` bear their name and no mail address, and are theirs; the same asking again answers with its erasure.

    Raises Forbidden for all but network admins, Refused at `typed` for another address, and with every reason that stands against it.
    """
    with transaction(by=by) as work:
        require_erasing(by)
        begun = work.session.scalars(select(Erasure).where(Erasure.sign_up_id == sign_up_id)).one_or_none()
        if begun is not None:
            return begun
        asked = work.lock(SignUp, sign_up_id)
        # whoever is onboarding this very address is waited for, and then has an account
        one_at_a_time(work.session, f"newcomer {asked.email.lower()}")
        check_typed(typed, asked.email)
        if reasons := against_sign_up(work.session, asked):
            raise Refused(" ".join(reasons))
        return begin_erasure(
            work,
            with_visits(work.session, subject_of_sign_up(work.session, asked), visits),
            "sign_up",
            asked.id,
            location_id=asked.location_id,
            sign_up_id=asked.id,
        )
