"""SaltoDoors: the doors of one site through Salto's Connect API (contracts.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry
from app.integrations.pace import Pace
from app.integrations.salto import DoorUser, ForeignGroup, NoSeat
from app.integrations.salto.calls import Calls
from app.integrations.salto.memory import SiteMemory
from app.integrations.salto.token import Tokens
from app.integrations.wire import USUAL, Patience, Wire

PAGE = 100


class SaltoDoors:
    """`site` is the UUID or the readable id that stands on the screens of Salto; `prefix` marks the groups that are Foyer's."""

    def __init__(
        self, *, url: str, identity_url: str, client_id: str, client_secret: str, username: str, password: str, site: str, prefix: str,
        pace: Pace | None = None, memory: SiteMemory | None = None, patience: Patience = USUAL,
    ) -> None:  # fmt: skip
        wire = Wire("Salto", patience)
        tokens = Tokens(wire, pace=pace, url=identity_url, client_id=client_id, client_secret=client_secret, username=username, password=password)
        self._calls = Calls(wire, tokens, url=url, pace=pace)
        self._named, self._prefix = site, prefix
        self._memory = memory or SiteMemory()

    def health(self) -> str:
        return str(self._found_site()["name"])

    def users(self) -> list[DoorUser]:
        return [_user(told) for told in self._calls.listed(self._at(f"users?$top={PAGE}"))]

    def user(self, site_user_id: str) -> DoorUser | None:
        return self._calls.read(_user, self._at(f"users/{quote(site_user_id)}"))

    def find_user(self, alias: str) -> DoorUser | None:
        told = quote("alias eq '" + alias.replace("'", "''") + "'")
        found = [_user(each) for each in self._calls.listed(self._at(f"users?$filter={told}"))]
        return next((each for each in found if each.alias == alias), None)

    def create_user(self, *, first_name: str, last_name: str, email: str, alias: str) -> DoorUser:
        body = {"first_name": first_name, "last_name": last_name, "alias": alias, "email": email, "role_ids": [self._role()], "blocked": False}
        return _seated(self._calls.write(_user, "POST", self._at("users"), body))

    def suspend(self, site_user_id: str) -> None:
        self._subscribe(site_user_id, "suspended")

    def resume(self, site_user_id: str) -> DoorUser:
        self._subscribe(site_user_id, "subscribed")
        found = self.user(site_user_id)
        if found is None:
            raise GiveUp(_("Salto does not know this person any more."))
        return _seated(found)

    def remove(self, site_user_id: str) -> None:
        self._calls.write(_nothing, "DELETE", self._at(f"users/{quote(site_user_id)}"), missing=True)

    def groups(self) -> dict[str, str]:
        told = self._calls.listed(self._at(f"access_groups?$top={PAGE}"))
        names = ((str(each["customer_reference"]), str(each["id"])) for each in told)
        return self._memory.keep_groups({name.removeprefix(self._prefix): group_id for name, group_id in names if name.startswith(self._prefix)})

    def known_groups(self) -> dict[str, str]:
        return self._memory.groups if self._memory.knows_groups else self.groups()

    def create_group(self, name: str) -> str:
        made = self._calls.write(lambda told: str(told["id"]), "POST", self._at("access_groups"), {"customer_reference": f"{self._prefix}{name}"})
        return made or ""

    def members(self, group_id: str) -> set[str]:
        return {str(told["id"]) for told in self._calls.listed(self._at(f"access_groups/{quote(group_id)}/users?$top={PAGE}"))}

    def set_groups(self, platform_user_id: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
        add, remove = list(add), list(remove)
        wanted = {*add, *remove}
        if not wanted <= set(self.known_groups().values()) and not wanted <= set(self.groups().values()):
            raise ForeignGroup(_("A group that is not Foyer's is never touched."))
        for group_id in remove:
            self._calls.write(_nothing, "DELETE", self._at(f"access_groups/{quote(group_id)}/users/{quote(platform_user_id)}"), missing=True)
        for group_id in add:
            self._add(platform_user_id, group_id)

    def _add(self, platform_user_id: str, group_id: str) -> None:
        try:
            self._calls.write(_nothing, "POST", self._at(f"access_groups/{quote(group_id)}/users"), {"user_id": platform_user_id})
        except GiveUp as no:
            if group_id in self.groups().values():
                raise
            raise Retry(_("A group at Salto is gone that was there a moment ago."), after=1) from no

    def _subscribe(self, site_user_id: str, state: str) -> None:
        self._calls.write(_nothing, "PATCH", self._at(f"users/{quote(site_user_id)}/subscription"), {"state": state})

    def _role(self) -> str:
        if not self._memory.role:
            found = (str(told["id"]) for told in self._calls.listed(self._at("roles")) if told.get("code") == "site_user")
            self._memory.role = next(found, "")
        if not self._memory.role:
            raise GiveUp(_("The Salto site has no role for ordinary users."))
        return self._memory.role

    def _at(self, rest: str) -> str:
        return f"/v1.2/sites/{self._site_id()}/{rest}"

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


def _user(told: Any) -> DoorUser:
    person = told.get("user") or {}
    return DoorUser(
        str(told["id"]),
        str(person["id"]),
        str(person.get("first_name") or told.get("first_name") or ""),
        str(person.get("last_name") or told.get("last_name") or ""),
        str(person.get("email") or told.get("email") or ""),
        str(told.get("alias") or ""),
        told["subscription_state"] == "subscribed",
    )


def _seated(found: DoorUser | None) -> DoorUser:
    if found is None:
        raise GiveUp(_("Salto does not know this person any more."))
    if not found.is_subscribed:
        raise NoSeat(_("No seat is free at Salto: the person is there, and opens nothing."), found)
    return found


def _nothing(_told: Any) -> None:
    return None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
