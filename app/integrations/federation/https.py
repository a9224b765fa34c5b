"""HTTPS to another network, at the very address that was looked at (app/integrations/pinned.py)."""

from __future__ import annotations

import json
from typing import Any

import urllib3
from flask_babel import gettext as _

from app.integrations.errors import Retry
from app.integrations.federation import NotTaken
from app.integrations.pinned import Pinned
from app.integrations.wire import Patience

CONNECT = 2.0  # seconds
KEYS_WITHIN = 10.0
LARGEST = 16 * 1024  # bytes


class HttpsNeighbour:
    def __init__(self, *, is_production: bool) -> None:
        self._is_production = is_production

    def keys(self, base_url: str, *, is_near: bool) -> Any:
        told = self._request(
            "GET", f"{base_url}/federation/v1/keys", is_near=is_near, seconds=KEYS_WITHIN, headers={"Accept": "application/json"}
        )
        if told.status != 200:
            raise Retry(_("The address answers, but with status %(status)s and without keys.", status=told.status))
        try:
            return json.loads(told.data)
        except (ValueError, RecursionError) as nonsense:
            raise Retry(_("What is at this address shows no keys of a Foyer.")) from nonsense

    def ask(self, base_url: str, sealed: str, *, is_near: bool, seconds: float) -> bytes:
        head = {"Content-Type": "application/jose", "Accept": "application/jose"}
        told = self._request(
            "POST", f"{base_url}/federation/v1/pin/verify", is_near=is_near, seconds=seconds, headers=head, body=sealed.encode()
        )
        if told.status == 403:
            raise NotTaken(_("It does not take our questions."))
        if told.status != 200:
            raise Retry(_("It answered with status %(status)s.", status=told.status))
        return bytes(told.data)

    def _request(
        self, method: str, url: str, *, is_near: bool, seconds: float, headers: dict[str, str], body: bytes | None = None
    ) -> urllib3.HTTPResponse:
        there = Pinned(
            _("The other network"),
            Patience(min(CONNECT, seconds), seconds, seconds),
            LARGEST,
            http_is_fine=not self._is_production,
            loopback_is_fine=not self._is_production,
            near_hint=" " + _("Mark this network as near if it really is."),
        )
        return there.request(method, url, headers=headers, body=body, is_near=is_near)
