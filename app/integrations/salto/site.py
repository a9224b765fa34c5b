"""Site: one Salto site behind its calls, and how its addresses are made (contracts.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.integrations.errors import GiveUp
from app.integrations.pace import Pace
from app.integrations.salto import ForeignGroup, TokenKeeper
from app.integrations.salto.calls import Calls
from app.integrations.salto.memory import SiteMemory
from app.integrations.wire import USUAL, Patience, Wire

PAGE = 100


class Site:
    """`site` is the UUID or the readable id that stands on the screens of Salto; `prefix` marks the groups that are Foyer's.

    `tags_path` and `tag_path` are where tags are listed, and where one is given to a user: the public contract does not name them.
    """

    def __init__(
        self, *, url: str, keeper: TokenKeeper, site: str, prefix: str, tags_path: str = "/v1.1/sites/{site}/tags",
        tag_path: str = "/v1.2/sites/{site}/users/{user}", pace: Pace | None = None,
        memory: SiteMemory | None = None, patience: Patience = USUAL,
    ) -> None:  # fmt: skip
        self._calls = Calls(Wire("Salto", patience), keeper, url=url, pace=pace)
        self._named, self._prefix = site, prefix
        self._tags_path, self._tag_path = tags_path, tag_path
        self._memory = memory or SiteMemory()

    def health(self) -> str:
        return str(self._found_site()["name"])

    def groups(self) -> dict[str, str]:
        told = self._calls.listed(self._at(f"access_groups?$top={PAGE}"))
        names = ((str(each["customer_reference"]), str(each["id"])) for each in told)
        return self._memory.keep_groups(
            {name.removeprefix(self._prefix): group_id for name, group_id in names if name.startswith(self._prefix)}
        )

    def known_groups(self) -> dict[str, str]:
        return self._memory.groups if self._memory.knows_groups else self.groups()

    def _own(self, group_ids: Iterable[str]) -> None:
        """Raises ForeignGroup for a group that is not Foyer's (A2)."""
        wanted = set(group_ids)
        if not wanted <= set(self.known_groups().values()) and not wanted <= set(self.groups().values()):
            raise ForeignGroup(_("A group that is not Foyer's is never touched."))

    def _at(self, rest: str, version: str = "v1.2") -> str:
        return f"/{version}/sites/{self._site_id()}/{rest}"

    def _site_id(self) -> str:
        """Paths take the UUID alone; the readable one is looked up once."""
        if not self._memory.site:
            self._memory.site = self._named if _is_uuid(self._named) else str(self._found_site()["id"])
        return self._memory.site

    def _found_site(self) -> dict[str, Any]:
        for told in self._calls.listed("/v1.2/sites"):
            if self._named in (str(told.get("id")), str(told.get("site_uid")), str(told.get("customer_reference"))):
                return {"name": told.get("customer_reference") or told.get("site_uid"), **told}
        raise GiveUp(_("Salto knows no site %(site)s.", site=self._named))


def nothing(_told: Any) -> None:
    """For answers whose body does not matter."""
    return None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
