"""A new password for one's own WiFi account: the old one stops at once, and whoever is online with it is sent off."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.kept_passwords import sealed
from app.access.wifi_passwords import new_wifi_password
from app.actions.access.own_account import note_password, own_account
from app.actions.access.show_password import Shown
from app.actions.accounts.right_password import right_password
from app.actions.wifi.put_account import put_account
from app.core import clock
from app.core.errors import Refused
from app.core.events import Event
from app.models.access import AccessState
from app.rules.access import System
from app.rules.wifi import ends_at, nt_password
from app.work import transaction


@dataclass(frozen=True)
class WifiPasswordRenewed(Event):
    """`at` is the instant, in ISO: sessions that began before it began with the old password."""

    access_id: int
    at: str


def renew_wifi_password(*, present_password: str, by: Actor) -> Shown:
    """FreeRADIUS reads the tables that are written here, so the old password ends with the commit; group, end and suspension stay.

    Raises as `right_password` and `own_account` do, and Refused while a job is at the account: it would write the password that it has read.
    """
    right_password(by.id, present_password, by=by)
    with transaction(by=by) as work:
        row = own_account(work, System.WIFI)
        if row.state not in (AccessState.GRANTED, AccessState.SUSPENDED):
            raise Refused(_("Your WiFi is being set up just now. Try again in a minute."))
        password = new_wifi_password()
        ends = ends_at(row.held, row.location.zone if row.location else None)
        put_account(work.session, row.username, nt_password(password), next(iter(row.held["groups"]), ""), ends)
        row.sealed_password = sealed(password)
        note_password(work, row, "renew password")
        work.emit(WifiPasswordRenewed(row.id, clock.now().isoformat()))
        return Shown(row.username, password)
