"""The nearest known name, for a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from flask_babel import gettext as _

ENOUGH_TO_SEARCH = 5000


def near(word: str, known: Iterable[str]) -> str:
    """ " Did you mean ...?", or nothing when no name is like it. Long words and long lists are not searched."""
    names = list(known)
    if len(word) > 100 or len(names) > ENOUGH_TO_SEARCH:
        return ""
    folded = {name.lower(): name for name in names}
    found = get_close_matches(word.lower(), folded, n=1)
    return " " + _("Did you mean %(name)s?", name=folded[found[0]]) if found else ""
