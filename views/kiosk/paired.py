"""Which kiosk asks: the tablet's own cookie says so, and no session is looked at.

The cookie goes to /kiosk alone, no script reads it, and with SameSite=Strict no page elsewhere can use it; what is posted has to be JSON besides, which a form
of another site cannot send without asking first. So a tablet that was away for hours needs no token of ours to tell what it kept.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from app.access.link_secrets import hashed
from app.core.entity import db
from app.models import Kiosk
from app.queries.presence.kiosks import paired_kiosk
from app.translation import speak_to_visitors

COOKIE = "kiosk"
PATH = "/kiosk"
KEPT = 400 * 24 * 3600  # seconds; browsers keep none longer


def the_secret() -> str:
    return request.cookies.get(COOKIE, "")


def the_kiosk() -> Kiosk | None:
    """None for a tablet that was never paired, or is not any more."""
    return paired_kiosk(db.session(), the_secret())


def counted() -> str:
    """Each tablet by its own, and by a hash: Valkey learns no secret."""
    return f"kiosk:{hashed(the_secret())[:32]}"


def keep(answer: Any, secret: str) -> Any:
    https = current_app.extensions["settings"].public_url.startswith("https://")
    answer.set_cookie(COOKIE, secret, max_age=KEPT, path=PATH, httponly=True, samesite="Strict", secure=https)
    return answer


def speak(language: Any) -> str:
    """Every word of this answer is in that language, if it is one that guests are spoken to in."""
    return speak_to_visitors(language)
