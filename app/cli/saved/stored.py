"""Contents that are in storage and not in the database: carried by a backup that is asked to, put back by a restore, or looked for where they were left."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg

from app.cli.saved.manifest import Left
from app.cli.say import CannotStart, say, step, typed
from app.core.storage import NotThere, Storage, StorageAway, storage_of
from config import Settings

PLACES = "SELECT place, count(*), coalesce(sum(size), 0)::bigint FROM stored_file WHERE state = 'there' GROUP BY place ORDER BY place"
DIGESTS = "SELECT sha256 FROM stored_file WHERE state = 'there' ORDER BY id"
LOST = """
SELECT count(*), min(h.name) FROM stored_file s JOIN (
    SELECT stored_id, 'document ' || id || ' (' || name || ')' AS name FROM document UNION ALL SELECT stored_id, 'mail_file ' || id || ' (' || name || ')' FROM mail_file
    UNION ALL SELECT stored_id, 'attachment ' || id || ' (' || name || ')' FROM attachment UNION ALL SELECT stored_id, 'ticket_photo ' || id FROM ticket_photo
    UNION ALL SELECT stored_id, 'picture ' || id FROM picture) h ON h.stored_id = s.id
WHERE s.sha256 = %s GROUP BY s.id"""
SHOWN = 20


def left_in_storage(door: psycopg.Connection[Any]) -> list[Left]:
    """Nothing for a database of an older Foyer."""
    if not door.execute("SELECT to_regclass('public.stored_file')").fetchone()[0]:  # type: ignore[index]
        return []
    return [Left(place, files, size) for place, files, size in door.execute(PLACES).fetchall()]


def carried(path: Path, door: psycopg.Connection[Any], settings: Settings) -> int:
    """Every content that rows of the snapshot point to, each proven, into one file; what was erased since the snapshot is left out. How many there are."""
    storage = _needed(settings, left_in_storage(door))
    count = 0
    try:
        with tarfile.open(path, "w") as archive:
            for (digest,) in door.execute(DIGESTS).fetchall():
                with suppress(NotThere):
                    content = storage.get(digest)
                    entry = tarfile.TarInfo(digest)
                    entry.size, entry.mode = len(content), 0o600
                    archive.addfile(entry, BytesIO(content))
                    count += 1
    except StorageAway as away:
        raise CannotStart(
            f"The place where files are kept does not answer ({away.reason}), so that the backup would not have them all."
        ) from away
    return count


def put_back(path: Path, settings: Settings) -> None:
    """Into the place that FOYER_FILES names, before the rows that point to them: an object too many does no harm."""
    storage = storage_of(settings)
    if storage is None:
        raise CannotStart(
            "The backup has contents of files that were in storage. Say with FOYER_FILES where they shall be: an empty folder will do (file:///FOLDER). Nothing was changed."
        )
    try:
        with step("putting files into storage"):
            storage.begin()
            for digest, content in _contents(path):
                if sha256(content).hexdigest() != digest or storage.put(content) != digest:
                    raise CannotStart(f"{path} holds other bytes than it says. The backup is damaged; use another one.")
    except StorageAway as away:
        raise CannotStart(f"The place that FOYER_FILES names does not take files: {away.reason}. Nothing else was changed.") from away


def lost(door: psycopg.Connection[Any], settings: Settings, *, adopted: bool) -> list[str]:
    """After a restore: files whose content is not in the place that FOYER_FILES names, by name; `adopted`: they were put there just now."""
    storage, found = storage_of(settings), left_in_storage(door)
    if not found:
        return []
    if adopted and storage is not None:
        door.execute("DELETE FROM stored_file WHERE state <> 'there'")
        door.execute("UPDATE stored_file SET place = %s", [storage.place])
    elif storage is None or [each.place for each in found] != [storage.place]:
        say(
            f"Contents of files are in {', '.join(each.place for each in found)}, and FOYER_FILES is {settings.files or 'empty'}: set it to where they are, or copy them and say: {typed(settings, 'files --adopt')}"
        )
        return []
    try:
        with step("looking for files in storage"):
            there = set(storage.digests())
    except StorageAway as away:
        say(f"The place where files are kept does not answer ({away.reason}). When it does: {typed(settings, 'files --check')}")
        return []
    names = [
        str(row[1])
        for (digest,) in door.execute(DIGESTS).fetchall()
        if digest not in there and (row := door.execute(LOST, [digest]).fetchone())
    ]
    return names


def told_lost(names: list[str]) -> None:
    if names:
        say(f"{len(names)} contents are not in storage any more: they were erased since this backup, or are lost. Of these files:")
        for name in names[:SHOWN]:
            say(f"  {name}")


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for entry in archive:
            file = archive.extractfile(entry)
            if file is not None:
                yield entry.name, file.read()


def _needed(settings: Settings, found: list[Left]) -> Storage:
    storage = storage_of(settings)
    if storage is None or any(each.place != storage.place for each in found):
        raise CannotStart(
            f"Contents of files are in {', '.join(each.place for each in found)}, and FOYER_FILES is {settings.files or 'empty'}: they cannot be saved from here."
        )
    return storage
