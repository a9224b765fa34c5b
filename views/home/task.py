"""Task: something that waits for this person on the start page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """Something that waits for this person, with the page where it is done."""

    icon: str
    text: str
    hint: str
    href: str
    button: str
    tone: str = ""
    post: dict[str, Any] | None = None
