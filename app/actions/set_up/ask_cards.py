"""Ask PayFast whether it knows the account: a job looks at today's payments there, which moves no money."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.set_up.note import require_set_up
from app.core import clock
from app.core.events import Event
from app.models import Setting
from app.queries.set_up.cards import SETTING
from app.work import Work, transaction


@dataclass(frozen=True)
class CardsWereAsked(Event):
    setting_id: int


def ask_cards(*, by: Actor) -> None:
    """The answer is written beside the question."""
    with transaction(by=by) as work:
        require_set_up(by)
        asked = {"asked_at": clock.now().isoformat(), "answered_at": None, "trouble": ""}
        row = _row(work)
        if row is None:
            row = work.add(Setting(name=SETTING, value=asked))
        row.value = asked
        work.emit(CardsWereAsked(row.id))


def record_cards_answer(trouble: str, *, by: Actor) -> None:
    """Empty: PayFast knows the account."""
    with transaction(by=by) as work:
        row = _row(work)
        if row is not None:
            row.value = {**row.value, "answered_at": clock.now().isoformat(), "trouble": trouble[:500]}


def _row(work: Work) -> Setting | None:
    return work.session.scalars(select(Setting).where(Setting.name == SETTING).with_for_update()).one_or_none()
