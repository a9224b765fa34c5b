"""Tell staff something inside Foyer: each who may see it, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.access.nouns import READS, noun_of
from app.access.permissions import Permission
from app.access.records import may_read
from app.access.staff import staff
from app.models import Notification
from app.models.notification import NotificationKind
from app.queries.notifications.ways import deaf_to
from app.work import Work


def tell(
    work: Work,
    kind: NotificationKind,
    *,
    to: Iterable[int | Actor | None],
    key: str,
    about: Any = None,
    path: str = "",
    permission: Permission | None = None,
    **words: str | int,
) -> list[int]:
    """Whom it reached now, by user. `about` is a record of app/access/records.py; what is about none has a `path` within Foyer and the `permission` that it takes.

    Left out without a word are: who may not see it, who is not active or not of the staff, who switched this kind off, whoever did it
    (`work.by`), and who was told the same `key` before. `words` fill the sentence of the kind in app/rendering/notifications.py, in the reader's
    language: names, days as ISO, amounts in cents with a `currency`.
    """
    needed = permission or READS[type(about)]
    people = {each.id: each for each in _known(work, to) if each.id != work.by.id and each.may(needed)}
    noun, row_id = ("", None) if about is None else (noun_of(type(about)), about.id)
    reached = [
        user_id
        for user_id, each in people.items()
        if user_id is not None and (row_id is None or may_read(work.session, each, noun, row_id))
    ]
    deaf = deaf_to(work.session, kind, reached) if reached else set()
    row = {"kind": kind, "noun": noun, "noun_id": row_id, "permission": needed.value, "path": path, "words": words, "key": key}
    rows = [row | {"user_id": user_id} for user_id in sorted(reached) if user_id not in deaf]
    if not rows:
        return []
    made = insert(Notification).on_conflict_do_nothing(index_elements=["user_id", "key"]).returning(Notification.user_id)
    return sorted(work.session.scalars(made, rows))


def _known(work: Work, to: Iterable[int | Actor | None]) -> list[Actor]:
    asked = list(to)
    numbers = {each for each in asked if isinstance(each, int)}
    return [each for each in asked if isinstance(each, Actor)] + (staff(work.session, numbers) if numbers else [])
