"""Who may bring in what: whoever may make that noun by hand; and what concerns every location, only who works at all of them."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.actions.people_imports.kinds import KINDS
from app.core.errors import Forbidden
from app.models.people_import import ImportKind


def require_kind(kind: ImportKind, by: Actor) -> None:
    """Raises Forbidden."""
    asked = KINDS[kind]
    require(by, asked.permission)
    if asked.noun is not None:
        require(by, Permission.SPREADSHEET_IMPORT)
        if asked.noun.whole_network:
            require_whole_network(by)


def may_bring(kind: ImportKind, by: Actor) -> bool:
    try:
        require_kind(kind, by)
    except Forbidden:
        return False
    return True
