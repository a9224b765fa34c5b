"""Xero's ways to say no, as Retry, GiveUp or Unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from xero_python.exceptions import HTTPStatusException

from app.integrations.errors import GiveUp, Pause, Retry, Trouble, Unknown
from app.integrations.xero import TokenRefused

LONGEST_WAIT = 24 * 3600


def trouble(refusal: HTTPStatusException, *, writes: bool) -> Trouble:
    """What an answer other than 2xx means for the step that got it."""
    status, words = int(refusal.http_resp.status), spoken(refusal.http_resp.data)
    if status == 401:
        return TokenRefused(_("Xero does not accept Foyer's token. Connect the company again."))
    if status == 429:
        return Pause(_("Xero takes no more calls at the moment."), after=wait_told(refusal.http_resp.getheaders()))
    if status >= 500:
        reason = _("Xero failed with status %(status)s.", status=status)
        return Unknown(reason) if writes else Retry(reason, after=wait_told(refusal.http_resp.getheaders()))
    if status == 403:
        return GiveUp(_("Foyer may not write to this company in Xero. Connect it again. %(words)s", words=words))
    return GiveUp(_("Xero refused: %(words)s", words=words or status))


def spoken(body: bytes | None) -> str:
    """The sentences in the body of a refusal, in Xero's words."""
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return str(told)
    found = [message for element in told.get("Elements") or [] for message in messages(element)]
    return " ".join(found) or str(told.get("Detail") or told.get("Message") or told.get("Title") or told.get("error") or "")


def messages(element: Mapping[str, Any]) -> list[str]:
    return [str(error.get("Message", "")) for error in element.get("ValidationErrors") or []]


def wait_told(headers: Mapping[str, str] | None, default: int = 60) -> int:
    """Seconds of Retry-After, within reason."""
    text = (headers or {}).get("Retry-After", "")
    return min(LONGEST_WAIT, int(text)) if text.isascii() and text.isdigit() else default
