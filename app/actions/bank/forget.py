"""Forget a statement of which nothing was read, such as one with columns that nobody knows."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import BankImport
from app.work import transaction


def forget_statement(import_id: int, *, by: Actor) -> None:
    """Raises Refused for one whose lines were read."""
    with transaction(by=by) as work:
        found = work.lock(BankImport, import_id)
        require(by, Permission.PAYMENT_WRITE, found)
        if found.content is None:
            raise Refused(_("Its lines were read already."))
        work.session.delete(found)
