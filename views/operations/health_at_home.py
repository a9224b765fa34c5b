"""What is wrong with Foyer, on the start page of who looks after it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models import HealthEpisode
from views.home.task import Task


def to_mend(session: Session, *, by: Actor, parked: int) -> list[Task]:
    """The episode that is open; parked jobs have a line of their own."""
    if not by.may(Permission.OUTBOX_RETRY):
        return []
    episode = session.scalars(
        select(HealthEpisode).where(HealthEpisode.ended_at.is_(None), HealthEpisode.well_since.is_(None))
    ).one_or_none()
    said = [each["words"] for each in episode.troubles if not (parked and each["key"] == "parked")] if episode is not None else []
    return [Task("heartbeat", said[-1], _("Foyer is not well."), url_for("HealthView.show"), _("Look"), "red")] if said else []
