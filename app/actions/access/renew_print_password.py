"""A new password for one's own print account: it counts from when PaperCut has it, and until then the old one does (A4, contracts.md 3)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.kept_passwords import sealed
from app.access.wifi_passwords import new_wifi_password
from app.actions.access.own_account import note_password, own_account
from app.actions.access.settle import wanted_at
from app.actions.access.show_password import Shown
from app.actions.accounts.right_password import right_password
from app.core.errors import Refused
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from app.work import transaction


def renew_print_password(*, present_password: str, by: Actor) -> Shown:
    """Kept beside the old one until the job has told PaperCut.

    Raises as `right_password` and `own_account` do, and Refused while the account is on its way or looked into.
    """
    right_password(by.id, present_password, by=by)
    with transaction(by=by) as work:
        row = own_account(work, System.PRINTING)
        if row.state not in (AccessState.GRANTED, AccessState.SUSPENDED):
            raise Refused(_("Your print account is being set up just now. Try again in a minute."))
        password = new_wifi_password()
        row.sealed_new_password = sealed(password)
        Access.moves.move(row, "want")
        note_password(work, row, "renew password")
        work.emit(wanted_at(row.system, row.id))
        return Shown(row.username, password)
