"""Every call of PayFast once, in time, signed, and its failures named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask_babel import gettext as _
from urllib3 import HTTPResponse

from app.core import clock
from app.integrations.errors import GiveUp, Pause, Retry, Trouble, Unknown
from app.integrations.payfast import Declined
from app.integrations.wire import Patience, Wire
from app.rules.payfast import api_signature, is_lost_card

LONGEST_WAIT = 3600
LONGEST_WORDS = 300
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Calls:
    """`testing`: calls carry ?testing=true, which is not signed. Without a merchant every call is given up."""

    def __init__(self, *, api_url: str, testing: bool, merchant_id: str, passphrase: str, patience: Patience) -> None:
        self._url, self._testing = api_url.rstrip("/"), testing
        self._merchant_id, self._passphrase = merchant_id, passphrase
        self._wire = Wire("PayFast", patience)

    def read(self, path: str, query: Mapping[str, str]) -> str:
        """The text of an answer to a question."""
        answer = self._send("GET", path, query=query)
        if answer.status != 200:
            raise self._trouble(answer, writes=False)
        try:
            return answer.data.decode("utf-8-sig")
        except UnicodeDecodeError as nonsense:
            raise unreadable(writes=False) from nonsense

    def write(self, method: str, path: str, body: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The `data` of a call with an effect that PayFast says it has had. Raises Declined where it says that it has not."""
        answer = self._send(method, path, body=body or {})
        if answer.status not in (200, 400):
            raise self._trouble(answer, writes=True)
        try:
            told = json.loads(answer.data)
            told_data = told["data"]
            response = told_data["response"] if isinstance(told_data, dict) else told_data
            failed = answer.status == 400 or str(told["status"]).lower() == "failed"
        except (ValueError, KeyError, TypeError, AttributeError) as nonsense:
            raise unreadable(writes=True) from nonsense
        # the sandbox says true, the live host "true"; a declined card is a 200 as well
        if failed or response not in (True, "true"):
            words = _words(told_data)
            raise Declined(_("PayFast refused: %(words)s", words=words or answer.status), for_good=is_lost_card(words))
        return dict(told_data)

    def post_form(self, address: str, content: str) -> str:
        """The text that a form is answered with; the form changes nothing over there."""
        self._require_account()
        try:
            answer = self._wire.request("POST", address, body=content.encode(), headers=FORM)
        except Unknown as lost:
            raise Retry(lost.reason) from lost
        if answer.status != 200:
            raise self._trouble(answer, writes=False)
        return answer.data.decode("utf-8", "replace")

    def _send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Mapping[str, str] | None = None
    ) -> HTTPResponse:
        self._require_account()
        headers = {"merchant-id": self._merchant_id, "version": "v1", "timestamp": clock.now().strftime("%Y-%m-%dT%H:%M:%S%z")}
        headers["signature"] = api_signature({**headers, **(query or {}), **(body or {})}, self._passphrase)
        asked = {**(query or {}), **({"testing": "true"} if self._testing else {})}
        address = f"{self._url}/{path}" + (f"?{urlencode(asked)}" if asked else "")
        content = json.dumps(body).encode() if body else None
        if content:
            headers["Content-Type"] = "application/json"
        return self._wire.request(method, address, body=content, headers=headers)

    def _require_account(self) -> None:
        if not self._merchant_id:
            raise GiveUp(_("No PayFast account is set."))

    def _trouble(self, answer: HTTPResponse, *, writes: bool) -> Trouble:
        wait = answer.headers.get("Retry-After", "")
        if answer.status == 429:
            return Pause(
                _("PayFast takes no more calls at the moment."),
                after=min(LONGEST_WAIT, int(wait)) if wait.isascii() and wait.isdigit() else 60,
            )
        if answer.status >= 500:
            reason = _("PayFast failed with status %(status)s.", status=answer.status)
            return Unknown(reason) if writes else Retry(reason)
        if answer.status == 401:
            return GiveUp(_("PayFast does not accept the merchant account: check FOYER_PAYFAST_MERCHANT_ID and FOYER_PAYFAST_PASSPHRASE."))
        return GiveUp(_("PayFast refused the call (status %(status)s).", status=answer.status))


def unreadable(*, writes: bool) -> Trouble:
    """For a good status with a body that makes no sense."""
    reason = _("PayFast's answer could not be read.")
    return Unknown(reason) if writes else Retry(reason)


def segment(text: str) -> str:
    """A part of a path."""
    return quote(text, safe="")


def _words(told: Any) -> str:
    """PayFast's reason in one line: a text, or {code, reason}."""
    if isinstance(told, dict):
        response = told.get("response")
        told = told.get("message") or (response.get("reason") if isinstance(response, dict) else response)
    return " ".join(str(told or "").split())[:LONGEST_WORDS]
