"""A zip of CSV files, read in memory and never unpacked: no path leads anywhere, no size is believed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from flask_babel import gettext as _

from app.actions.packages.source.raw import MOST_BYTES
from app.core.errors import Refused

MOST_ENTRIES = 200
ENCRYPTED = 0x1


def archive_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each CSV file, at the root or in one folder. Raises Refused for anything odd."""
    try:
        with zipfile.ZipFile(path) as archive:
            left = MOST_BYTES
            for entry in _entries(archive):
                content = _content(archive, entry, left)
                left -= len(content)
                yield PurePosixPath(entry.filename).name, content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as wrong:
        raise Refused(_("%(name)s is not a zip file that can be read.", name=path.name)) from wrong


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(_("The zip holds more than %(count)d files.", count=MOST_ENTRIES))
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise Refused(_("The zip holds a path that leads outside of it: %(path)s.", path=entry.filename[:200]))
        if entry.is_dir() or place.parts[0] == "__MACOSX" or place.name.startswith(".") or place.suffix.lower() != ".csv":
            continue
        if entry.flag_bits & ENCRYPTED:
            raise Refused(_("%(file)s in the zip is locked with a password.", file=place.name))
        if place.name.lower() in found:
            raise Refused(_("The zip holds %(file)s twice.", file=place.name))
        found[place.name.lower()] = entry
    if not found:
        raise Refused(_("The zip holds no CSV file."))
    return [found[name] for name in sorted(found)]


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(left + 1)
    if len(content) > left:
        raise Refused(_("The zip holds more than %(count)d MB.", count=MOST_BYTES // 1024**2))
    return content
