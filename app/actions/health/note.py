"""Note how Foyer is: it turns red once, is well again once, and people are mailed both (T3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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
    """The episode that goes on, or has just ended. A mail for the first trouble and for each other one once an episode; one when all is well."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        found = work.session.scalars(select(HealthEpisode).where(HealthEpisode.ended_at.is_(None)).with_for_update()).one_or_none()
        if not troubles:
            return _calm(work, found) if found is not None else None
        episode = found or work.add(HealthEpisode(began_at=now(), troubles=[]))
        episode.well_since = None
        known = {each["key"] for each in episode.troubles}
        new = [each for each in troubles if each.key not in known]
        if new:
            at = now().isoformat(timespec="seconds")
            episode.troubles = [*episode.troubles, *({"key": each.key, "words": each.words, "since": at} for each in new)]
            _mail(work, episode, DeliveryKind.HEALTH_RED)
    return episode


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
