"""Set how likely each stage is: what the forecast multiplies with."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Setting
from app.queries.opportunities.likely import SETTING
from app.rules.forecast import LIKELY
from app.work import transaction


def put_likely(percents: Mapping[str, int | None], *, by: Actor) -> Setting:
    """Whole percents from 0 to 100 by open stage. Raises Refused at the stage that has none, or another."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        require_whole_network(by)
        for stage in LIKELY:
            percent = percents.get(stage)
            if percent is None or not 0 <= percent <= 100:
                raise Refused(_("A whole number from 0 to 100."), field=stage)
        value = {stage: percents[stage] for stage in LIKELY}
        found = work.session.scalars(select(Setting).where(Setting.name == SETTING).with_for_update()).one_or_none()
        if found is None:
            return work.add(Setting(name=SETTING, value=value))
        found.value = value
    return found
