"""Whether a space has room for more licenses (P15): those who are there count, and those to whom a place was promised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, select

from app.actions import said
from app.core.errors import Refused
from app.models import License, PlaceOffer, Space
from app.models.space import SpaceKind
from app.queries.offers import held, promised
from app.rules.occupancy import Holder, NoRoom, no_room
from app.work import Work


class NoPlace(Refused):
    """The space is full on some day of the term: whoever asked can wait for a place."""


def require_room(work: Work, license: License, space: Space, *, beside: Sequence[Holder] = (), but_for: Collection[int] = ()) -> None:
    """Raises NoPlace, at the space, when the license would be one too many; its `occupancy_reason` overrides. `beside` are some who are about to come, `but_for` licenses that are about to go.

    The space is locked by the caller, so that two people cannot both take the last place.
    """
    if not license.occupancy_reason:
        require_places(
            work,
            space,
            Holder(license.organisation_id, license.starts_on, license.ends_on),
            but_for=[*but_for, *([license.id] if license.id is not None else [])],
            beside=beside,
        )


def require_places(
    work: Work, space: Space, wanted: Holder, *, people: int = 1, but_for: Collection[int] = (), beside: Sequence[Holder] = ()
) -> None:
    """The same for so many people at once, before any of them has a license.

    `but_for` are licenses that do not count, such as one that is there already; `beside` are some who are about to come.
    """

    def refused(present: list[Holder]) -> NoRoom | None:
        return no_room(space.capacity, present, wanted, people=people, one_organisation=space.kind is SpaceKind.PRIVATE_OFFICE)

    there = select(License.space_id, License.organisation_id, License.starts_on, License.ends_on, literal(1)).where(
        License.space_id == space.id
    )
    present = [*beside, *_holders(work, there.where(License.id.not_in(but_for)) if but_for else there)]
    why = refused(present)
    if why is NoRoom.ANOTHER_ORGANISATION:
        raise NoPlace(
            _("%(space)s is another organisation's private office. Choose another space, or give a reason to share it.", space=space.name),
            field="space",
        )
    if why is NoRoom.FULL:
        raise NoPlace(
            _(
                "%(space)s has room for %(count)d, and they are there. Choose another space, or give a reason to put one more in.",
                space=space.name,
                count=space.capacity or 0,
            ),
            field="space",
        )
    kept = _holders(work, held().where(PlaceOffer.space_id == space.id))
    if kept and refused([*present, *kept]) is not None:
        offer = promised(work.session, space.id)
        assert offer is not None
        raise NoPlace(
            _(
                "The free place in %(space)s is offered to %(name)s until %(day)s. Choose another space, or give a reason to put one more in.",
                space=space.name,
                name=offer.entry.name,
                day=said.day(offer.stands_until),
            ),
            field="space",
        )


def _holders(work: Work, query: Any) -> list[Holder]:
    found: list[Holder] = []
    for _space, organisation_id, starts_on, ends_on, count in work.session.execute(query):
        found += [Holder(organisation_id, starts_on, ends_on)] * count
    return found
