"""Access tokens: by the password of Foyer's account, or by a refresh token that each use replaces (contracts.md section 4)."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.core import clock
from app.integrations.errors import GiveUp, Retry, Trouble, Unknown
from app.integrations.pace import Pace
from app.integrations.salto import SaltoTokens, TokenRefused
from app.integrations.salto.problems import oauth_error, told
from app.integrations.wire import USUAL, Patience, Wire

SCOPE = "user_api.full_access"
EARLY = 60  # seconds before its end from which on a token is not used any more
_kept: dict[tuple[str, str, str], tuple[str, float]] = {}


class Identity:
    """Where tokens are handed out."""

    def __init__(self, *, url: str, client_id: str, client_secret: str, pace: Pace | None = None, patience: Patience = USUAL) -> None:
        self._wire, self._pace, self.url = Wire("Salto", patience), pace, f"{url.rstrip('/')}/connect/token"
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()

    def refreshed(self, refresh_token: str) -> SaltoTokens:
        """An answer without a new refresh token means that the old one stays good."""
        found = self.asked({"grant_type": "refresh_token", "refresh_token": refresh_token})
        until = clock.now() + dt.timedelta(seconds=found[1])
        return SaltoTokens(found[0], found[2] or refresh_token, until)

    def asked(self, form: dict[str, str]) -> tuple[str, float, str]:
        """Access token, its seconds, and a refresh token or nothing. Raises Retry, GiveUp or TokenRefused."""
        headers = {
            "Authorization": f"Basic {self._basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if self._pace is not None:
            self._pace.wait()
        try:
            answer = self._wire.request("POST", self.url, body=urlencode(form), headers=headers)
        except Unknown as lost:
            raise Retry(lost.reason) from lost  # a token more or less does no harm
        if answer.status != 200:
            raise refused_token(answer.status, answer.data)
        try:
            found = json.loads(answer.data)
            return str(found["access_token"]), float(found["expires_in"]), str(found.get("refresh_token") or "")
        except (ValueError, KeyError, TypeError, AttributeError) as nonsense:
            raise Retry(_("Salto's answer could not be read.")) from nonsense


def refused_token(status: int, body: bytes) -> Trouble:
    """By the code that the body names (RFC 6749, 5.2), never by the status alone: a gateway in front answers 400 and 401 as well, and a token is worn out only where Salto says so."""
    code = oauth_error(body) if status in (400, 401) else ""
    if code == "invalid_grant":
        return TokenRefused(_("Salto does not take Foyer's account: %(words)s", words=told(body)[1] or status))
    if code == "invalid_client":
        return GiveUp(_("Salto does not know Foyer itself: look at FOYER_SALTO_CLIENT_ID and FOYER_SALTO_CLIENT_SECRET."))
    return Retry(_("Salto failed with status %(status)s.", status=status))


class PasswordTokens:
    """The password grant of one account, which Salto calls good for demonstrations. A process asks once an hour."""

    def __init__(self, identity: Identity, *, username: str, password: str) -> None:
        self._identity = identity
        self._form = {"grant_type": "password", "username": username, "password": password, "scope": SCOPE}
        self._key = (identity.url, identity._basic, username)

    def current(self) -> str:
        token, until = _kept.get(self._key, ("", 0.0))
        if time.monotonic() < until:
            return token
        token, seconds, _refresh = self._identity.asked(self._form)
        _kept[self._key] = (token, time.monotonic() + seconds - EARLY)
        return token

    def forget(self) -> None:
        _kept.pop(self._key, None)
