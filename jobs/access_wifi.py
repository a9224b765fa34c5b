"""WiFi accounts: rows that FreeRADIUS reads, written in one transaction with what is known of them (contracts.md 5)."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened, sealed
from app.access.wifi_passwords import new_wifi_password
from app.actions.access.carry import Begun, Outcome, keep_ids
from app.actions.wifi.put_account import put_account
from app.actions.wifi.remove import remove
from app.actions.wifi.resume import resume
from app.actions.wifi.suspend import suspend
from app.rules.access import Standing
from app.rules.wifi import end_of, nt_password
from app.work import transaction


def bring_about(begun: Begun) -> None:
    """The account has its password for ever; group and last day follow the licenses."""
    password = opened(begun.sealed_password) if begun.sealed_password else new_wifi_password()
    with transaction(by=SYSTEM) as work:
        if begun.standing is Standing.NONE:
            remove(work.session, begun.username)
            return
        until = end_of(begun.until, begun.location_zone) if begun.until else None
        put_account(work.session, begun.username, nt_password(password), begun.groups[0], until)
        (resume if begun.standing is Standing.GRANTED else suspend)(work.session, begun.username)
        if begun.sealed_password is None:
            keep_ids(begun, Outcome(sealed_password=sealed(password)), by=SYSTEM)
