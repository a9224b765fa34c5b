"""WiFi accounts: rows that FreeRADIUS reads, written in one transaction with what is known of them (contracts.md 5)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened, sealed
from app.access.wifi_passwords import new_wifi_password
from app.actions.access.carry import Begun, Outcome, keep_ids
from app.actions.access.note_drift import Difference, note_drift
from app.actions.wifi.put_account import put_account
from app.actions.wifi.remove import remove
from app.actions.wifi.resume import resume
from app.actions.wifi.suspend import suspend
from app.core import clock
from app.core.entity import db
from app.integrations.errors import GiveUp
from app.integrations.radius import Disconnection, Nas
from app.integrations.radius.clients import secret_for
from app.integrations.registry import use
from app.models import Access
from app.queries.wifi.sessions import WifiSession, sessions
from app.rules.access import Standing, System
from app.rules.wifi import nt_password
from app.work import transaction
from jobs import job


def bring_about(begun: Begun) -> None:
    """The account keeps its password until the person wants another; group and last day follow the licenses."""
    password = opened(begun.sealed_password) if begun.sealed_password else new_wifi_password()
    with transaction(by=SYSTEM) as work:
        if begun.standing is Standing.NONE:
            remove(work.session, begun.username)
            return
        put_account(work.session, begun.username, nt_password(password), begun.groups[0], begun.ends_at)
        (resume if begun.standing is Standing.GRANTED else suspend)(work.session, begun.username)
        if begun.sealed_password is None:
            keep_ids(begun, Outcome(sealed_password=sealed(password)), by=SYSTEM)


@job(queue="access", timeout=60)
def disconnect(access_id: int) -> None:
    """Who may use the WiFi no more is sent off it now, and not when the device asks again."""
    row = db.session.get(Access, access_id)
    if row is not None and row.wanted["standing"] != Standing.GRANTED and not _send_off(row, clock.now()):
        note_drift(System.WIFI, {}, among=[access_id], by=SYSTEM)  # what the sweep said of them is over


@job(queue="access", timeout=60)
def end_old_sessions(access_id: int, at: str) -> None:
    """Whoever is online with the password of before `at` (ISO) has to say the new one; who did already stays."""
    row = db.session.get(Access, access_id)
    if row is not None:
        _send_off(row, dt.datetime.fromisoformat(at))


def _send_off(row: Access, before: dt.datetime) -> bool:
    """Whether somebody is online still: an access point that is silent is a warning."""
    access_id, online = row.id, sessions(db.session(), row.username)
    db.session.rollback()
    left = [Difference(why, is_ours=False) for each in online if not each.is_stale and each.started_at <= before and (why := _ended(each))]
    if left:
        note_drift(System.WIFI, {access_id: left}, among=[access_id], by=SYSTEM)
    return bool(left)


@job(queue="access", timeout=60)
def end_one(access_id: int, session: int) -> None:
    """One device's session, as somebody at the desk asked. What it says is kept where the account is."""
    row = db.session.get(Access, access_id)
    open_ones = sessions(db.session(), row.username) if row is not None else []
    db.session.rollback()
    for each in open_ones:
        if each.id == session and not each.is_stale and (why := _ended(each)):
            note_drift(System.WIFI, {access_id: [Difference(why, is_ours=False)]}, among=[access_id], by=SYSTEM)


def _ended(online: WifiSession) -> str:
    """Why the session may go on; nothing when it is over."""
    settings = current_app.extensions["settings"]
    secret = secret_for(Path(settings.radius_clients or settings.var / "radius" / "clients"), online.nas_address)
    if secret is None:
        return _("The access point %(address)s is not on the list, so the session there may go on.", address=online.nas_address)
    nas = use(Nas, address=online.nas_address, secret=secret, port=settings.radius_coa_port)
    try:
        told = nas.disconnect(
            username=online.username, session_id=online.session_id, nas_address=online.nas_address, station=online.station
        )
    except GiveUp as no:
        return no.reason
    return (
        _("The access point %(address)s does not answer, so the session there may go on.", address=online.nas_address)
        if told is Disconnection.NO_ANSWER
        else ""
    )
