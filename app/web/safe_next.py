"""Where a page may send people after they acted: an address of this site and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

OURS = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def safe_next(wanted: str | None, otherwise: str) -> str:
    """`wanted` when it is a path of this site; hosts, schemes, backslashes and control characters are not."""
    if not wanted or not OURS.fullmatch(wanted) or "\\" in wanted:
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc else wanted.removesuffix("?")


def is_page(path: str) -> bool:
    """Not where only forms are sent: whoever was signed out meanwhile would come to a refusal. What is nowhere says so itself."""
    try:
        current_app.url_map.bind("").match(urlsplit(path).path, method="GET")
    except MethodNotAllowed:
        return False
    except HTTPException:
        return True
    return True


def came_from(otherwise: str) -> str:
    """The page before, with its filters; `otherwise` where that is elsewhere, or only takes what a form sends."""
    came = request.referrer or ""
    path = safe_next(came.removeprefix(request.host_url.rstrip("/")) if came.startswith(request.host_url) else "", otherwise)
    return path if is_page(path) else otherwise
