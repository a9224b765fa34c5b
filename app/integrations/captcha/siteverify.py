"""reCAPTCHA v2 and v3 and Turnstile: three vendors' products, one call."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.integrations.errors import Retry
from app.integrations.wire import Patience, Wire
from app.rules.lead_captcha import CaptchaAnswer

SECONDS = 3  # S1: whoever takes longer is down
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class SiteVerify:
    """The visitor's address is not sent: the vendor's script saw it anyway, and we need not tell."""

    def __init__(self, *, url: str, patience: float = SECONDS) -> None:
        self._url, self._wire = url, Wire("The captcha", Patience(*[min(SECONDS, patience)] * 3))

    def answer(self, *, secret: str, token: str) -> CaptchaAnswer:
        body = urlencode({"secret": secret, "response": token}).encode()
        told = self._wire.request("POST", self._url, body=body, headers=FORM)
        if told.status != 200:
            raise Retry(_("The captcha failed with status %(status)s.", status=told.status))
        try:
            found = json.loads(told.data, parse_float=Decimal)
            return _read(found)
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as nonsense:
            raise Retry(_("The captcha's answer could not be read.")) from nonsense


def _read(told: dict[str, Any]) -> CaptchaAnswer:
    score = told.get("score")
    return CaptchaAnswer(
        success=told["success"] is True,
        hostname=str(told.get("hostname") or ""),
        solved_at=_instant(told.get("challenge_ts")),
        score=None if score is None else Decimal(score),
        action=None if told.get("action") is None else str(told["action"]),
        errors=frozenset(str(code) for code in told.get("error-codes") or ()),
    )


def _instant(text: Any) -> dt.datetime | None:
    """As in 2026-06-01T10:00:00Z; None for anything else."""
    with suppress(ValueError, AttributeError):
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return found if found.tzinfo is not None else None
    return None
