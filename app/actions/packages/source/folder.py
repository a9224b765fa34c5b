"""A folder of CSV files; what is no CSV stands beside the package and is not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _

from app.actions.packages.source.raw import MOST_BYTES
from app.core.errors import Refused


def folder_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each CSV file, in the order of names. Raises Refused when there is none, or far too much."""
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
    if not files:
        raise Refused(_("%(name)s holds no CSV file.", name=path.name))
    if sum(file.stat().st_size for file in files) > MOST_BYTES:
        raise Refused(_("%(name)s is larger than %(count)d MB.", name=path.name, count=MOST_BYTES // 1024**2))
    for file in files:
        yield file.name, file.read_bytes()
