"""What Flask, FAB and their friends read, derived from our settings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.access.roles import NETWORK_ADMIN
from app.web import limits
from app.web.bearer import LEEWAY
from app.web.tokens import PREFIX

if TYPE_CHECKING:
    from config import Settings

MEGABYTE = 1024 * 1024
LARGEST_REQUEST = 32 * MEGABYTE  # with its files; nginx lets as much through
LARGEST_FORM = 2 * MEGABYTE  # of what is typed
MOST_PARTS = 5000  # of a form with files
TOKEN_MINUTES = 15


class Numbered(str):
    """A trusted host that is a number of IPv6. Werkzeug 3.1 cuts each of its trusted names at the first colon, so that none with colons is ever met."""

    def partition(self, sep: str, /) -> tuple[str, str, str]:
        return str(self), "", ""


def trusted(host: str) -> str:
    """As browsers name it: numbers of IPv6 in brackets."""
    bare = host.removeprefix("[").removesuffix("]")
    return Numbered(f"[{bare}]") if bare.count(":") > 1 else host


def flask_config(settings: Settings, *, https: bool) -> dict[str, object]:
    public = urlsplit(settings.public_url).netloc
    return {
        "APP_NAME": "Foyer",
        "TRUSTED_HOSTS": [trusted(host) for host in settings.trusted_hosts] or None,
        "PREFERRED_URL_SCHEME": "https" if https else "http",
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_PARTS,
        # sessions
        "SESSION_COOKIE_NAME": "__Host-foyer" if https else "foyer",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=settings.session_hours),
        "WTF_CSRF_SECRET_KEY": [*settings.other_secret_keys, settings.secret_key],  # the last one signs
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
        "WTF_CSRF_SSL_STRICT": https,
        # Flask-AppBuilder
        "FAB_BASE_TEMPLATE": "base/layout.html",
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_SAFE_REDIRECT_HOSTS": [public],
        "FAB_API_MAX_PAGE_SIZE": 200,
        "FAB_API_KEY_ENABLED": True,
        "FAB_API_KEY_PREFIXES": [PREFIX],
        "AUTH_ROLE_ADMIN": NETWORK_ADMIN,
        "AUTH_RATE_LIMITED": True,
        # tokens
        "JWT_TOKEN_LOCATION": ["headers"],
        "JWT_ACCESS_TOKEN_EXPIRES": dt.timedelta(minutes=TOKEN_MINUTES),
        "JWT_REFRESH_TOKEN_EXPIRES": dt.timedelta(hours=settings.session_hours),
        "JWT_DECODE_LEEWAY": LEEWAY,
        "JWT_ERROR_MESSAGE_KEY": "message",
        **limits.config(settings.redis_url),
    }
