"""HTTPS to an address that somebody typed: the name is looked up once, each of its numbers has to be allowed, and the one that was looked at is the one that is called.

Between look and call no name is asked for again, so that nobody can turn it to a machine of ours meanwhile (DNS rebinding). No redirection is
followed, TLS is verified for the name, and an answer has an end.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry
from app.integrations.wire import Patience, Wire
from app.rules.federation_address import wrong_number


@dataclass(frozen=True, slots=True)
class Pinned:
    """`who` answers, as people call it. `http_is_fine` and `loopback_is_fine` are for trials on one machine; `near_hint` says what to do about a private address.
    `most`: bytes of an answer, `cuts`: what is longer is left, else it is no answer."""

    who: str
    patience: Patience
    most: int
    http_is_fine: bool = False
    loopback_is_fine: bool = False
    near_hint: str = ""
    cuts: bool = False

    def request(
        self, method: str, url: str, *, headers: dict[str, str], body: bytes | None = None, is_near: bool = False
    ) -> urllib3.HTTPResponse:
        """The answer, whatever its status. Raises Retry, or Unknown for none, and GiveUp for an address that is not called."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not self.http_is_fine:
            raise GiveUp(_("%(who)s is only asked over https.", who=self.who))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        number = self._number(host, port, is_near=is_near, is_plain=parts.scheme != "https")
        there = f"[{number}]" if ":" in number else number
        wire = Wire(self.who, self.patience, server_name=host if parts.scheme == "https" else "", most=self.most, cuts=self.cuts)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told: dict[str, Any] = {"headers": headers | {"Host": parts.netloc}, "body": body}
        return wire.request(method, f"{parts.scheme}://{there}:{port}{path}", **told)

    def _number(self, host: str, port: int, *, is_near: bool, is_plain: bool) -> str:
        """Raises Retry for a name that nobody knows, GiveUp when any of its numbers is one that must not be called."""
        try:
            found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as unknown:
            raise Retry(_("The name %(host)s is not known.", host=host)) from unknown
        for each in found:
            if wrong_number(each.partition("%")[0], is_near=is_near, loopback_is_fine=self.loopback_is_fine) is not None:
                raise GiveUp(_("%(host)s is an address inside a private network, which is not called.", host=host) + self.near_hint)
        return found[0]
