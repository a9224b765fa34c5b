"""Log files of the var folder: lines that are past their term are cut off at the beginning, while the programs go on writing at the end."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

INSTANT = re.compile(rb'"timestamp": "([^"]+)"|^\[?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)')


def cut_logs(folder: Path, until: dt.datetime) -> int:
    """How many lines went. A file whose newest line is too old goes as a whole; one whose first is young is only looked at."""
    return sum(_cut(path, until) for path in sorted(folder.glob("*.log*"))) if folder.is_dir() else 0


def _cut(path: Path, until: dt.datetime) -> int:
    if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < until and path.suffix != ".log":
        count = path.read_bytes().count(b"\n")
        path.unlink()
        return count
    with path.open("r+b") as file:
        first = _first_young(file.readlines(1 << 16), until)
        if first == 0:
            return 0
        file.seek(0)
        lines = file.readlines()
        young = _first_young(lines, until)
        # The writers append, so that they go on behind whatever is here; a line that comes between the two calls is lost.
        file.seek(0)
        file.write(b"".join(lines[young:]))
        file.truncate()
    return young


def _first_young(lines: list[bytes], until: dt.datetime) -> int:
    """The position of the first line that is young enough; what bears no instant goes with the line before it."""
    position = 0
    for number, line in enumerate(lines):
        at = _instant(line)
        if at is not None and at >= until:
            return position
        if at is not None or (position == number and number):
            position = number + 1
    return position


def _instant(line: bytes) -> dt.datetime | None:
    found = INSTANT.search(line)
    if found is None:
        return None
    try:
        at = dt.datetime.fromisoformat((found[1] or found[2]).decode().replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
