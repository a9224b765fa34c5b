"""Every call of one Salto site once, in time, at its pace and with the token, and its failures named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.integrations.errors import GiveUp
from app.integrations.pace import Pace
from app.integrations.salto import TokenKeeper
from app.integrations.salto.problems import StaleToken, trouble, unreadable
from app.integrations.wire import Wire

T = TypeVar("T")
NONSENSE = (ValueError, TypeError, KeyError, AttributeError)
HEADERS = {"Accept": "application/json", "Content-Type": "application/json", "CLP-disable-odata-v3-conversion": "true"}
MOST_PAGES = 1000


class Calls:
    """`url` empty: no doors are set up, and every call is given up."""

    def __init__(self, wire: Wire, keeper: TokenKeeper, *, url: str, pace: Pace | None) -> None:
        self._wire, self._keeper, self._url, self._pace = wire, keeper, url.rstrip("/"), pace

    def read(self, wanted: Callable[[Any], T], path: str) -> T | None:
        """None where there is nothing, or nothing yet. Raises Retry or GiveUp."""
        return self._call("GET", path, None, wanted, missing=True)

    def write(self, wanted: Callable[[Any], T], method: str, path: str, body: Any = None, *, missing: bool = False) -> T | None:
        """A call with an effect; an answer that is lost or makes no sense is Unknown. `missing`: a 404 is an answer, and None."""
        return self._call(method, path, body, wanted, missing=missing)

    def listed(self, path: str) -> list[dict[str, Any]]:
        """All of a list, which comes as pages of {items, next_page_link} or as a bare array."""
        return list(self.pages(path))

    def pages(self, path: str) -> Iterator[dict[str, Any]]:
        """The same as it is read: who has seen enough asks for no further page."""
        page = path
        for _number in range(MOST_PAGES):
            told = self.read(_page, page)
            if told is None:
                return
            items, page = told
            yield from items
            if not page:
                return

    def _call(self, method: str, path: str, body: Any, wanted: Callable[[Any], T], *, missing: bool) -> T | None:
        if not self._url:
            raise GiveUp(_("No door system is set up."))
        try:
            return self._once(method, path, body, wanted, missing=missing)
        except StaleToken:
            self._keeper.forget()
        try:
            return self._once(method, path, body, wanted, missing=missing)
        except StaleToken as again:
            raise GiveUp(_("Salto refuses Foyer's account even with a new token: look at its rights there.")) from again

    def _once(self, method: str, path: str, body: Any, wanted: Callable[[Any], T], *, missing: bool) -> T | None:
        headers = {**HEADERS, "Authorization": f"Bearer {self._keeper.current()}"}
        address = path if path.startswith(self._url) else f"{self._url}{path}"
        if self._pace is not None:
            self._pace.wait()
        answer = self._wire.request(method, address, body=None if body is None else json.dumps(body), headers=headers)
        writes = method != "GET"
        if not 200 <= answer.status < 300:
            if missing and answer.status == 404:
                return None
            raise trouble(answer.status, answer.headers, answer.data, writes=writes)
        try:
            return wanted(json.loads(answer.data) if answer.data else None)
        except NONSENSE as nonsense:
            raise unreadable(writes=writes) from nonsense


def _page(told: Any) -> tuple[list[dict[str, Any]], str]:
    if isinstance(told, list):
        return [dict(each) for each in told], ""
    return [dict(each) for each in told["items"]], str(told.get("next_page_link") or "")
