"""Xero's identity server: consent, the first tokens, and their renewal (contracts.md 2.1)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.core import clock
from app.integrations.errors import GiveUp, Pause, Retry, Unknown
from app.integrations.wire import USUAL, Patience, Wire
from app.integrations.xero import Reconnect
from app.integrations.xero.company import Tokens
from app.integrations.xero.problems import wait_told
from app.rules.xero_oauth import SCOPES, consent_address


class XeroIdentity:
    """The door of XeroDoor. Tokens are asked for here and not by the vendor's library, which has no timeout for it and no lock."""

    def __init__(self, *, identity_url: str, login_url: str, client_id: str, client_secret: str, patience: Patience = USUAL) -> None:
        self.identity_url, self.login_url = identity_url.rstrip("/"), login_url.rstrip("/")
        self.client_id, self.client_secret = client_id, client_secret
        self._wire = Wire("Xero", patience)

    def consent_address(self, *, redirect_uri: str, state: str) -> str:
        return consent_address(self.login_url, client_id=self.client_id, redirect_uri=redirect_uri, state=state)

    def tokens_for(self, code: str, *, redirect_uri: str) -> Tokens:
        return self._asked({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})

    def refreshed(self, tokens: Tokens) -> Tokens:
        return self._asked({"grant_type": "refresh_token", "refresh_token": tokens.refresh_token, "scope": tokens.scope})

    def _asked(self, form: dict[str, str]) -> Tokens:
        form |= {"client_id": self.client_id, "client_secret": self.client_secret}
        try:
            answer = self._wire.request(
                "POST",
                f"{self.identity_url}/connect/token",
                body=urlencode(form).encode(),
                headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            )
        except Unknown as lost:
            # the old token may work once more; if it does not, Xero says invalid_grant and a person reconnects
            raise Retry(lost.reason) from lost
        if answer.status == 429 or answer.status >= 500:
            kind = Pause if answer.status == 429 else Retry
            raise kind(_("Xero gives out no tokens at the moment."), after=wait_told(answer.headers))
        try:
            told: dict[str, Any] = json.loads(answer.data)
            if answer.status != 200:
                raise self._refusal(str(told.get("error", answer.status)))
            return _read(told)
        except (ValueError, KeyError, TypeError, AttributeError) as nonsense:
            raise Retry(_("Xero's answer about tokens could not be read.")) from nonsense

    def _refusal(self, error: str) -> GiveUp:
        if error == "invalid_grant":
            return Reconnect(_("Xero has ended this connection. Connect the company again."))
        return GiveUp(_("Xero does not accept Foyer's client id or secret (%(error)s).", error=error))


def _read(told: dict[str, Any]) -> Tokens:
    until = clock.now() + dt.timedelta(seconds=int(told["expires_in"]))
    return Tokens(str(told["access_token"]), str(told["refresh_token"]), until, str(told.get("scope") or SCOPES))
