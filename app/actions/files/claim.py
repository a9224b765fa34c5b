"""Say which contents are being moved, before storage hears of them: so every object there has its row, and two movers share the work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import StoredFile
from app.models.stored_file import StoredState
from app.queries.kept_files import HOLDERS
from app.work import Work, transaction

LEASE = dt.timedelta(minutes=5)  # as long as a claim keeps other movers away; they would only do the same again
MOST_FILES, MOST_BYTES = 50, 32 * 1024 * 1024  # at once in memory


@dataclass(frozen=True, slots=True)
class Claimed:
    """A content, where it is noted, and the rows that have it: models with ids."""

    stored_id: int
    digest: str
    content: bytes
    rows: tuple[tuple[type[Any], int], ...]


def claim_files(place: str, *, by: Actor) -> list[Claimed]:
    """The oldest contents that are in the database and that nobody is moving; none when all are moved. What is not what its row says is left where it is."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        found: dict[str, list[tuple[type[Any], int, int]]] = {}
        size = 0
        for model in HOLDERS:
            for row_id, digest, length in _candidates(work, model, place, MOST_FILES - sum(map(len, found.values()))):
                if digest not in found:
                    if found and size + length > MOST_BYTES:
                        break
                    size += length
                found.setdefault(digest, []).append((model, row_id, length))
        ours = _noted(work, place, {digest: rows[0][2] for digest, rows in found.items()})
        contents = {digest: _content(work, *found[digest][0][:2]) for digest in found if digest in ours}
        return [
            Claimed(ours[digest], digest, content, tuple((model, row_id) for model, row_id, _length in found[digest]))
            for digest, content in contents.items()
            if sha256(content).hexdigest() == digest  # somebody may have removed or moved it since it was found
        ]


def digest_of(model: type[Any]) -> ColumnElement[str]:
    """Worked out from the bytes, as the walls of the database do."""
    return cast(func.encode(func.sha256(model.content), "hex"), String)


def _candidates(work: Work, model: type[Any], place: str, most: int) -> list[tuple[int, str, int]]:
    if most <= 0:
        return []
    digest = digest_of(model)
    elsewhere = exists().where(
        StoredFile.sha256 == digest,
        StoredFile.place == place,
        (StoredFile.state == StoredState.GOING) | ((StoredFile.state == StoredState.COMING) & (StoredFile.since > now() - LEASE)),
    )
    query = select(model.id, digest, func.length(model.content)).where(model.content != b"", ~elsewhere)
    if hasattr(model, "sha256"):
        query = query.where(digest == model.sha256)
    return [(row_id, found, length) for row_id, found, length in work.session.execute(query.order_by(model.id).limit(most))]


def _noted(work: Work, place: str, sizes: dict[str, int]) -> dict[str, int]:
    """The number of each content that is ours to move; another mover may have been quicker."""
    if not sizes:
        return {}
    at = now()
    rows = [
        {"sha256": digest, "place": place, "size": size, "state": StoredState.COMING, "since": at} for digest, size in sorted(sizes.items())
    ]
    written = upsert(StoredFile).values(rows)
    late = (StoredFile.state == StoredState.THERE) | ((StoredFile.state == StoredState.COMING) & (StoredFile.since <= at - LEASE))
    since: Any = literal_column("CASE WHEN stored_file.state = 'coming' THEN excluded.since ELSE stored_file.since END")
    written = written.on_conflict_do_update(index_elements=["place", "sha256"], set_={"since": since}, where=late)
    return {digest: stored_id for stored_id, digest in work.session.execute(written.returning(StoredFile.id, StoredFile.sha256))}


def _content(work: Work, model: type[Any], row_id: int) -> bytes:
    content: bytes | None = work.session.scalar(select(model.content).where(model.id == row_id))
    return content or b""
