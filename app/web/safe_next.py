"""Where a page may send people after they acted: an address of this site and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

OURS = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def safe_next(wanted: str | None, otherwise: str) -> str:
    """`wanted` when it is a path of this site; hosts, schemes, backslashes and control characters are not."""
    if not wanted or not OURS.fullmatch(wanted) or "\\" in wanted:
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc else wanted.removesuffix("?")
