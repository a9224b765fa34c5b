"""Note how Foyer is: it turns red once, is well again once, and people are mailed both (T3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.letter import habits, want_one
from app.core.clock import now
from app.models import HealthEpisode
from app.models.delivery import DeliveryKind
from app.queries.health.mail_to import mail_to
from app.queries.health.troubles import Trouble
from app.work import Work, transaction

CALM = dt.timedelta(minutes=10)  # without any trouble, and it is over: what comes and goes each minute is one episode


def note_health(troubles: Sequence[Trouble], *, by: Actor) -> HealthEpisode | None:
    """The episode that goes on, or has just ended. One mail a look at most, with what is news: another trouble, one that was gone, more of one; and one when all is well."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        found = work.session.scalars(select(HealthEpisode).where(HealthEpisode.ended_at.is_(None)).with_for_update()).one_or_none()
        if not troubles:
            return _calm(work, found) if found is not None else None
        episode = found or work.add(HealthEpisode(began_at=now(), troubles=[]))
        episode.well_since = None
        kept = _seen(episode, {each.key for each in troubles})
        told = {each["key"]: each for each in kept}  # the last of each key
        new = [each for each in troubles if _is_news(each, told.get(each.key))]
        at = now().isoformat(timespec="seconds")
        kept += [{"key": each.key, "words": each.words, "since": at} | ({"at": each.at.isoformat()} if each.at else {}) for each in new]
        if kept != episode.troubles:
            episode.troubles = kept
        if new:
            _mail(work, episode, DeliveryKind.HEALTH_RED)
    return episode


def _seen(episode: HealthEpisode, keys: Collection[str]) -> list[dict[str, Any]]:
    """What was told in it, each with the instant from which it was gone, if it is; whoever comes back before it was calm was never gone."""
    found = []
    for each in episode.troubles:
        gone = each.get("gone", now().isoformat(timespec="seconds"))
        is_back = each["key"] in keys and now() - dt.datetime.fromisoformat(gone) < CALM
        found.append({name: value for name, value in each.items() if name != "gone"} if is_back else each | {"gone": gone})
    return found


def _is_news(trouble: Trouble, told: dict[str, Any] | None) -> bool:
    """More of one that was told a moment ago waits until it was calm: a hundred jobs that give up one by one are a few mails."""
    if told is None or "gone" in told:
        return True
    since = dt.datetime.fromisoformat(told["since"])
    return trouble.at is not None and trouble.at > dt.datetime.fromisoformat(told.get("at", told["since"])) and now() - since >= CALM


def _calm(work: Work, episode: HealthEpisode) -> HealthEpisode:
    if episode.well_since is None:
        episode.well_since = now()
    elif now() - episode.well_since >= CALM:
        episode.ended_at = now()
        _mail(work, episode, DeliveryKind.HEALTH_WELL)
    return episode


def _mail(work: Work, episode: HealthEpisode, kind: DeliveryKind) -> None:
    for address in mail_to(work.session):
        key = f"{kind.value}-{episode.id}-{len(episode.troubles)}-{address}"
        want_one(work, kind, key, None, habits(None, address), episode_id=episode.id)
