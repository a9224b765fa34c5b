"""Salto's ways to say no, as Retry, GiveUp or Unknown (contracts.md section 4, "Traps")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, NotYet, Pause, Retry, Trouble, Unknown
from app.integrations.salto import Taken

LONGEST_WAIT, LONGEST_WORDS = 3600, 300
NOT_YET = {"2202", "2203"}  # a new user is not known everywhere for about a minute
SOON = 15


class StaleToken(Retry):
    """The access token is no longer taken, and nothing happened; a new one may be asked for."""


def trouble(status: int, headers: Mapping[str, str], body: bytes, *, writes: bool) -> Trouble:
    """What an answer other than 2xx means."""
    code, words = told(body)
    wait = headers.get("Retry-After", "")
    if status == 401:
        return StaleToken(_("Salto did not accept the access token."), after=1)
    if status == 429:
        return Pause(
            _("Salto takes no more calls at the moment."), after=min(LONGEST_WAIT, int(wait)) if wait.isascii() and wait.isdigit() else SOON
        )
    if code in NOT_YET and status in (403, 404):
        return NotYet(_("Salto does not know this person everywhere yet."), after=SOON)
    if status == 409:
        return Taken(_("Salto refused: %(words)s", words=words or status))
    if status >= 500:
        reason = _("Salto failed with status %(status)s.", status=status)
        return Unknown(reason) if writes else Retry(reason)
    return GiveUp(_("Salto refused: %(words)s", words=words or status))


def told(body: bytes) -> tuple[str, str]:
    """Error code and words; the code comes as a text or as a number, and newer addresses answer as RFC 7807."""
    found = _read(body)
    words = found.get("Message") or found.get("detail") or found.get("title") or found.get("error_description") or found.get("error") or ""
    return str(found.get("ErrorCode") or ""), " ".join(str(words).split())[:LONGEST_WORDS]


def oauth_error(body: bytes) -> str:
    """The code of the token address, such as "invalid_grant" (RFC 6749, 5.2); empty where the body names none."""
    return str(_read(body).get("error") or "")


def _read(body: bytes) -> dict[str, Any]:
    """Empty for what is no JSON object."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def unreadable(*, writes: bool) -> Trouble:
    """For a good status with a body that makes no sense."""
    reason = _("Salto's answer could not be read.")
    return Unknown(reason) if writes else Retry(reason)
