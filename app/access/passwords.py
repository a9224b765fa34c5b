"""What a password must be: long and not one that everybody tries. No rules about digits and signs (ASVS 6.2)."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from flask_babel import gettext as _

from app.core.errors import Refused

LEAST, MOST = 12, 256


@cache
def common() -> frozenset[str]:
    """The ten thousand passwords that people choose most (the list that Django ships)."""
    packed = files("app.access").joinpath("common_passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())


def problem(password: str, *about: str) -> str | None:
    """Why this password will not do, in words; None when it will. `about` are the person's names and addresses."""
    if len(password) < LEAST:
        return _("Use at least %(least)d characters. A few words are easier to remember than signs.", least=LEAST)
    if len(password) > MOST:
        return _("Use at most %(most)d characters.", most=MOST)
    low = password.casefold()
    bare = low.strip("0123456789!@#$%^&*().,_- ")
    if low in common() or bare in common() or low[: len(low) // 2] * 2 == low:
        return _("This is one of the first passwords that people try. Choose another.")
    if len(set(low)) < 5:
        return _("This repeats too few characters. Choose another.")
    if any(len(word) >= 4 and word.casefold() in low and len(low) - len(word) < LEAST - 4 for word in about):
        return _("This is mostly your own name. Choose another.")
    return None


def require_good(password: str, *about: str) -> None:
    """For the paths without a form. Raises Refused at the field `password`."""
    if found := problem(password, *about):
        raise Refused(found, field="password")
