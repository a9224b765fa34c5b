"""Which kept files a content in storage is of, for whoever has to look for one that is lost."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from app.models import StoredFile
from app.models.stored_file import StoredState
from app.queries.kept_files import HOLDERS

BATCH = 2000


def stored(session: Session, place: str | None = None) -> Iterator[tuple[int, str]]:
    """Number and hash of every content that rows point to, in that storage or in any."""
    query = select(StoredFile.id, StoredFile.sha256).where(StoredFile.state == StoredState.THERE).order_by(StoredFile.id)
    query = query if place is None else query.where(StoredFile.place == place)
    yield from ((stored_id, digest) for stored_id, digest in session.execute(query.execution_options(yield_per=BATCH)))


def known(session: Session, place: str) -> set[str]:
    """The hash of everything that is noted for that storage, whatever becomes of it."""
    return set(session.scalars(select(StoredFile.sha256).where(StoredFile.place == place)))


def names_of(session: Session, stored_id: int) -> list[str]:
    """As "document 17 (KLF-00012.pdf)"."""
    found = []
    for model in HOLDERS:
        name = model.name if hasattr(model, "name") else literal("")
        for row_id, said in session.execute(select(model.id, cast(name, String)).where(model.stored_id == stored_id).order_by(model.id)):
            found.append(f"{model.__tablename__} {row_id}{f' ({said})' if said else ''}")
    return found
