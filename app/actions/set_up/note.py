"""Note how far the set-up is: a step is done, left for later, or all of it is over."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.models import Setting
from app.queries.set_up.progress import SETTING, Noted, Step
from app.work import Work, transaction


def require_set_up(by: Actor) -> None:
    """Raises Forbidden for whoever may not say what the whole network goes by."""
    require(by, Permission.SETTING_WRITE)
    require_whole_network(by)


def note_done(work: Work, step: Step) -> None:
    """Within the transaction of what was done."""
    found, said = _noted(work)
    said.done, said.later = (
        [*(each for each in said.done if each != step.value), step.value],
        [each for each in said.later if each != step.value],
    )
    found.value = asdict(said)


def leave_for_later(step: Step, *, by: Actor) -> None:
    """The house asks no more for it until somebody comes back to it."""
    with transaction(by=by) as work:
        require_set_up(by)
        found, said = _noted(work)
        said.later = [*(each for each in said.later if each != step.value), step.value]
        found.value = asdict(said)


def confirm_step(step: Step, *, by: Actor) -> None:
    """Somebody looked at what there is and says that it is right."""
    with transaction(by=by) as work:
        require_set_up(by)
        note_done(work, step)


def finish_set_up(*, by: Actor) -> None:
    """The start page is quiet about it from now on; the steps can still be opened."""
    with transaction(by=by) as work:
        require_set_up(by)
        found, said = _noted(work)
        said.is_over = True
        found.value = asdict(said)


def _noted(work: Work) -> tuple[Setting, Noted]:
    query = select(Setting).where(Setting.name == SETTING).with_for_update().execution_options(populate_existing=True)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        found = work.add(Setting(name=SETTING, value=asdict(Noted())))
    return found, Noted(**found.value)
