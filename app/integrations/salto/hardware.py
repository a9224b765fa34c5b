"""What hangs on doors and on keyrings: locks behind a group, tags, and who stood where (contracts.md section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from app.integrations.salto import Entry, Lock, Tag
from app.integrations.salto.site import PAGE, Site, nothing

DESCENDING = quote("utc_date_time desc")
# what an entry that did not open a door is called; whatever else there is did
REFUSED = ("refused", "denied", "rejected", "blocked")


class Hardware(Site):
    """Mixed into SaltoDoors."""

    def locks(self) -> list[Lock]:
        return [_lock(told) for told in self._calls.listed(self._at(f"locks?$top={PAGE}"))]

    def group_locks(self, group_id: str) -> set[str]:
        return {str(told["id"]) for told in self._calls.listed(self._at(f"access_groups/{quote(group_id)}/locks?$top={PAGE}"))}

    def set_group_locks(self, group_id: str, *, add: Iterable[str], remove: Iterable[str]) -> None:
        self._own([group_id])
        told = {"add_ids": sorted(add), "remove_ids": sorted(remove)}
        self._calls.write(nothing, "PATCH", self._at(f"access_groups/{quote(group_id)}/locks"), told)

    def tags(self) -> list[Tag]:
        return [_tag(told) for told in self._calls.listed(f"{self._tags_path.format(site=self._site_id())}?$top={PAGE}")]

    def give_tag(self, site_user_id: str, tag_id: str | None) -> None:
        path = self._tag_path.format(site=self._site_id(), user=quote(site_user_id))
        self._calls.write(nothing, "PATCH", path, {"tag_id": tag_id})

    def entries(self, since: dt.datetime) -> Iterator[Entry]:
        """The only list with an order, and only of the older version: newest first, so that reading may stop at what is known."""
        for told in self._calls.pages(self._at(f"entries?$top={PAGE}&$orderby={DESCENDING}", "v1.1")):
            found = _entry(told)
            if found.at < since:
                return
            yield found


def _lock(told: Any) -> Lock:
    return Lock(str(told["id"]), str(told.get("customer_reference") or told.get("name") or told["id"]))


def _tag(told: Any) -> Tag:
    number = told.get("tag_number") or told.get("uid") or told.get("customer_reference") or told["id"]
    holder = told.get("user") or {}
    return Tag(str(told["id"]), str(number), str(holder.get("id") or told.get("user_id") or ""))


def _entry(told: Any) -> Entry:
    """Of the fields only the id and the instant are sure to be there."""
    at = dt.datetime.fromisoformat(str(told["utc_date_time"]))
    user, lock = told.get("user") or {}, told.get("lock") or {}
    kind = f"{told.get('entry_type') or ''} {told.get('result') or ''}".lower()
    return Entry(
        str(told["id"]),
        at if at.tzinfo else at.replace(tzinfo=dt.UTC),
        str(user.get("id") or told.get("user_id") or ""),
        str(lock.get("customer_reference") or lock.get("name") or lock.get("id") or ""),
        not any(word in kind for word in REFUSED),
    )
