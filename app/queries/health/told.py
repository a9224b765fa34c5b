"""What the mails about Foyer's health tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.models import HealthEpisode


@dataclass(frozen=True, slots=True)
class HealthTold:
    """`troubles` are every one of the episode, each with the instant from which it was seen."""

    began_at: dt.datetime
    ended_at: dt.datetime | None
    troubles: tuple[tuple[dt.datetime, str], ...]


def health_told(episode: HealthEpisode) -> HealthTold:
    return HealthTold(
        episode.began_at, episode.ended_at, tuple((dt.datetime.fromisoformat(each["since"]), each["words"]) for each in episode.troubles)
    )
