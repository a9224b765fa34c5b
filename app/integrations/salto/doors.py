"""SaltoDoors: people and groups of one site through Salto's Connect API (contracts.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, NotYet
from app.integrations.salto import DoorUser, NoSeat
from app.integrations.salto.hardware import Hardware
from app.integrations.salto.site import PAGE, nothing


class SaltoDoors(Hardware):
    """Made inside the job that uses it."""

    def users(self) -> list[DoorUser]:
        return [_user(told) for told in self._calls.listed(self._at(f"users?$top={PAGE}"))]

    def user(self, site_user_id: str) -> DoorUser | None:
        return self._calls.read(_user, self._at(f"users/{quote(site_user_id)}"))

    def find_user(self, alias: str) -> DoorUser | None:
        told = quote("alias eq '" + alias.replace("'", "''") + "'")
        found = [_user(each) for each in self._calls.listed(self._at(f"users?$filter={told}"))]
        return next((each for each in found if each.alias == alias), None)

    def create_user(self, *, first_name: str, last_name: str, email: str, alias: str, tag_id: str = "") -> DoorUser:
        body = {
            "first_name": first_name,
            "last_name": last_name,
            "alias": alias,
            "email": email,
            "role_ids": [self._role()],
            "blocked": False,
        }
        body |= {"tag_id": tag_id} if tag_id else {}
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
        self._calls.write(nothing, "DELETE", self._at(f"users/{quote(site_user_id)}"), missing=True)

    def create_group(self, name: str) -> str:
        made = self._calls.write(
            lambda told: str(told["id"]), "POST", self._at("access_groups"), {"customer_reference": f"{self._prefix}{name}"}
        )
        return made or ""

    def members(self, group_id: str) -> set[str]:
        return {str(told["id"]) for told in self._calls.listed(self._at(f"access_groups/{quote(group_id)}/users?$top={PAGE}"))}

    def set_groups(self, platform_user_id: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
        add, remove = list(add), list(remove)
        self._own([*add, *remove])
        for group_id in remove:
            self._calls.write(nothing, "DELETE", self._at(f"access_groups/{quote(group_id)}/users/{quote(platform_user_id)}"), missing=True)
        for group_id in add:
            self._add(platform_user_id, group_id)

    def _add(self, platform_user_id: str, group_id: str) -> None:
        try:
            self._calls.write(nothing, "POST", self._at(f"access_groups/{quote(group_id)}/users"), {"user_id": platform_user_id})
        except GiveUp as no:
            if group_id in self.groups().values():
                raise
            raise NotYet(_("A group at Salto is gone that was there a moment ago."), after=1) from no

    def _subscribe(self, site_user_id: str, state: str) -> None:
        self._calls.write(nothing, "PATCH", self._at(f"users/{quote(site_user_id)}/subscription"), {"state": state})

    def _role(self) -> str:
        if not self._memory.role:
            found = (str(told["id"]) for told in self._calls.listed(self._at("roles")) if told.get("code") == "site_user")
            self._memory.role = next(found, "")
        if not self._memory.role:
            raise GiveUp(_("The Salto site has no role for ordinary users."))
        return self._memory.role


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
        str(told.get("tag_id") or ""),
    )


def _seated(found: DoorUser | None) -> DoorUser:
    if found is None:
        raise GiveUp(_("Salto does not know this person any more."))
    if not found.is_subscribed:
        raise NoSeat(_("No seat is free at Salto: the person is there, and opens nothing."), found)
    return found
