"""What stands in a letter that arrived."""

from __future__ import annotations

import re
from typing import Any


def path_in(mail: dict[str, Any]) -> str:
    """The path of the one link."""
    (found,) = set(re.findall(r"https?://[^/\s]+(/\S+)", mail["text"]))
    return found


def link_in(mail: dict[str, Any]) -> str:
    """The token at the end of the link."""
    return path_in(mail).rpartition("/")[2]
