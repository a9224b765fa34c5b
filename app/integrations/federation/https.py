"""HTTPS to another network: the name is looked up once, each of its numbers has to be allowed, and the one that was looked at is the one that is called.

Between look and call no name is asked for again, so that nobody can turn it to a machine of ours meanwhile (DNS rebinding). No redirection is
followed, TLS is verified for the name, and an answer has an end.
"""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import urllib3
from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry
from app.integrations.federation import NotTaken
from app.integrations.wire import Patience, Wire
from app.rules.federation_address import wrong_number

CONNECT = 2.0  # seconds
KEYS_WITHIN = 10.0
LARGEST = 16 * 1024  # bytes


class HttpsNeighbour:
    def __init__(self, *, is_production: bool) -> None:
        self._is_production = is_production

    def keys(self, base_url: str, *, is_near: bool) -> Any:
        told = self._request("GET", f"{base_url}/federation/v1/keys", is_near=is_near, seconds=KEYS_WITHIN, headers={"Accept": "application/json"})
        if told.status != 200:
            raise Retry(_("The address answers, but with status %(status)s and without keys.", status=told.status))
        try:
            return json.loads(told.data)
        except (ValueError, RecursionError) as nonsense:
            raise Retry(_("What is at this address shows no keys of a Foyer.")) from nonsense

    def ask(self, base_url: str, sealed: str, *, is_near: bool, seconds: float) -> bytes:
        head = {"Content-Type": "application/jose", "Accept": "application/jose"}
        told = self._request("POST", f"{base_url}/federation/v1/pin/verify", is_near=is_near, seconds=seconds, headers=head, body=sealed.encode())
        if told.status == 403:
            raise NotTaken(_("It does not take our questions."))
        if told.status != 200:
            raise Retry(_("It answered with status %(status)s.", status=told.status))
        return bytes(told.data)

    def _request(self, method: str, url: str, *, is_near: bool, seconds: float, headers: dict[str, str], body: bytes | None = None) -> urllib3.HTTPResponse:
        parts = urlsplit(url)
        if parts.scheme != "https" and self._is_production:
            raise GiveUp(_("Another network is only asked over https."))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        number = self._number(host, port, is_near=is_near)
        there = f"[{number}]" if ":" in number else number
        wire = Wire(_("The other network"), Patience(min(CONNECT, seconds), seconds, seconds), server_name=host if parts.scheme == "https" else "", most=LARGEST)
        return wire.request(method, f"{parts.scheme}://{there}:{port}{parts.path}", headers=headers | {"Host": parts.netloc}, body=body)

    def _number(self, host: str, port: int, *, is_near: bool) -> str:
        """Raises Retry for a name that nobody knows, GiveUp when any of its numbers is one that must not be called."""
        try:
            found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as unknown:
            raise Retry(_("The name %(host)s is not known.", host=host)) from unknown
        for each in found:
            if wrong_number(each.partition("%")[0], is_near=is_near, loopback_is_fine=not self._is_production) is not None:
                raise GiveUp(_("%(host)s is an address inside a private network, which is not asked unless this network is marked as near.", host=host))
        return found[0]
