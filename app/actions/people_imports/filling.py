"""How full the rows of one file make its spaces: each organisation is tested by itself, and they share the desks (P15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.licenses.occupancy import NoPlace, require_places
from app.core.errors import Refused
from app.models import License, PeopleImportRow
from app.models.people_import import RowState
from app.models.space import SpaceKind
from app.rules.occupancy import Holder
from app.work import Work

HOLDER = "holder"  # in the plan of a good row: [space, organisation, first day, last day or None]


class Filling:
    """The good rows of organisations that were tested before. What is in the database, the onboarding itself looks at."""

    def __init__(self, session: Session, import_id: int) -> None:
        self.holders: dict[int, list[Holder]] = defaultdict(list)
        kept = select(PeopleImportRow.plan[HOLDER]).where(
            PeopleImportRow.import_id == import_id, PeopleImportRow.state == RowState.GOOD, PeopleImportRow.plan.has_key(HOLDER)
        )
        for told in session.scalars(kept):
            self.note(told)

    def require_room(self, work: Work, license: License) -> None:
        """Raises Refused at the space when the rows before have taken the last place."""
        before = self.holders.get(license.space_id)
        if not before or license.occupancy_reason:
            return
        wanted = Holder(license.organisation_id, license.starts_on, license.ends_on)
        try:
            require_places(work, license.space, wanted, but_for=[license.id], beside=before)
        except NoPlace as full:
            raise Refused(
                _("%(space)s is full by then: other rows of this file take the last place.", space=license.space.name), field="space"
            ) from full

    def note(self, told: list[Any]) -> None:
        """One more good row, as its plan has it."""
        space_id, organisation_id, starts_on, ends_on = told
        self.holders[space_id].append(
            Holder(organisation_id, dt.date.fromisoformat(starts_on), dt.date.fromisoformat(ends_on) if ends_on else None)
        )


def holder_of(license: License, *, is_new: bool) -> dict[str, Any]:
    """For the plan; nothing where there is room without end. A new organisation is undone, so its number becomes one that nobody else has."""
    if license.space.capacity is None and license.space.kind is not SpaceKind.PRIVATE_OFFICE:
        return {}
    organisation_id = -license.organisation_id if is_new else license.organisation_id
    return {
        HOLDER: [license.space_id, organisation_id, license.starts_on.isoformat(), license.ends_on.isoformat() if license.ends_on else None]
    }
