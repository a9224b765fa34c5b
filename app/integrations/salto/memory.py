"""What a process remembers of its Salto site, so that bringing in a thousand people asks for it once and not a thousand times."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

FRESH = 60.0  # seconds for which the groups of the site count as known


@dataclass
class SiteMemory:
    """Ids of the site and of its role for ordinary users never change; `groups` are Foyer's own by name, as of `groups_at`."""

    site: str = ""
    role: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    groups_at: float = float("-inf")

    def keep_groups(self, groups: dict[str, str]) -> dict[str, str]:
        self.groups, self.groups_at = groups, time.monotonic()
        return groups

    @property
    def knows_groups(self) -> bool:
        return time.monotonic() - self.groups_at < FRESH
