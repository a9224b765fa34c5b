"""Erase a contact who has no account: leads, visits as a guest, what was said with them; the same steps as for a person (K5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.privacy.erase_person import begin_erasure, check_typed, require_erasing
from app.core.errors import Refused
from app.models import Contact, Erasure
from app.queries.personal.by_name import with_visits
from app.queries.personal.contact import against_contact, subject_of_contact, typed_for
from app.work import transaction


def erase_contact(contact_id: int, *, typed: str, visits: Collection[int] = (), by: Actor) -> Erasure:
    """`typed` is what `typed_for` names, typed anew, `visits` bear their name and no address, and are theirs; the same asking again answers with its erasure.

    Raises Forbidden for all but network admins, Refused at `typed` for something else, and with every reason that stands against it.
    """
    with transaction(by=by) as work:
        require_erasing(by)
        begun = work.session.scalars(select(Erasure).where(Erasure.contact_id == contact_id)).one_or_none()
        if begun is not None:
            return begun
        contact = work.lock(Contact, contact_id)
        check_typed(typed, *typed_for(contact))
        if reasons := against_contact(work.session, contact):
            raise Refused(" ".join(reasons))
        return begin_erasure(
            work,
            with_visits(work.session, subject_of_contact(work.session, contact), visits),
            "contact",
            contact.id,
            location_id=None,
            contact_id=contact.id,
        )
