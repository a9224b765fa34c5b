"""Access tokens: asked for once, kept in this process until shortly before they end (contracts.md section 4)."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.pace import Pace
from app.integrations.salto.problems import told
from app.integrations.wire import Wire

SCOPE = "user_api.full_access"
EARLY = 60  # seconds before its end from which on a token is not used any more
_kept: dict[tuple[str, str, str], tuple[str, float]] = {}


class Tokens:
    """The password grant of one account. A process asks once an hour."""

    def __init__(self, wire: Wire, *, pace: Pace | None, url: str, client_id: str, client_secret: str, username: str, password: str) -> None:
        self._wire, self._pace, self._url = wire, pace, f"{url.rstrip('/')}/connect/token"
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._form = urlencode({"grant_type": "password", "username": username, "password": password, "scope": SCOPE})
        self._key = (self._url, client_id, username)

    def current(self) -> str:
        """Raises Retry, or GiveUp when Salto does not take the account."""
        token, until = _kept.get(self._key, ("", 0.0))
        return token if time.monotonic() < until else self._asked()

    def forget(self) -> None:
        """The next call asks anew."""
        _kept.pop(self._key, None)

    def _asked(self) -> str:
        headers = {"Authorization": f"Basic {self._basic}", "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._pace is not None:
            self._pace.wait()
        try:
            answer = self._wire.request("POST", self._url, body=self._form, headers=headers)
        except Unknown as lost:
            raise Retry(lost.reason) from lost  # a token more or less does no harm
        if answer.status in (400, 401):
            raise GiveUp(_("Salto does not take Foyer's account: %(words)s", words=told(answer.data)[1] or answer.status))
        if answer.status != 200:
            raise Retry(_("Salto failed with status %(status)s.", status=answer.status))
        try:
            found = json.loads(answer.data)
            token, seconds = str(found["access_token"]), float(found["expires_in"])
        except (ValueError, KeyError, TypeError) as nonsense:
            raise Retry(_("Salto's answer could not be read.")) from nonsense
        _kept[self._key] = (token, time.monotonic() + seconds - EARLY)
        return token
