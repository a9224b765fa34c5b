"""What the tablet says to somebody who has just come, or who is in already."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.entity import db
from app.models import CheckIn
from app.queries.presence.closing import closes_at
from app.queries.presence.kiosk import member_has_wifi
from app.queries.presence.kiosk_settings import kiosk_settings
from app.queries.presence.member_day import day_left
from app.queries.presence.wifi import wifi_of
from app.rendering.qr import qr_code
from views.kiosk.no_wifi import no_wifi, why_no_wifi
from views.kiosk.refs import ref


def welcome(row: CheckIn, *, again: bool, names_host: bool = True) -> dict[str, Any]:
    """Who is in already hears that alone, with a way out: their address typed by somebody else brings neither name nor WiFi."""
    if again:
        return {"again": {"since": time(row, row.arrived_at), "leave": ref("check-in", row.id, row.location_id)}}
    if row.left_at is not None:
        return {"welcome": {"notes": [_("The house is closed for today.")]}}
    who = {"name": row.name} if row.user_id is not None or row.peer_id is not None else {}
    said = _member(row) if row.user_id is not None else _guest(row, names_host=names_host)
    until = _("Checked in until %(time)s.", time=time(row, closes_at(row.location, row.arrived_at)))
    return {"welcome": who | said | {"until": until}}


def _guest(row: CheckIn, *, names_host: bool) -> dict[str, Any]:
    session = db.session()
    found, told = wifi_of(session, row.id), _("The desk knows that you are here.")
    if row.host is not None:
        told = _("%(name)s has been told.", name=row.host.first_name) if names_host else _("Your host has been told.")
    wifi = None
    if found is None and (why := why_no_wifi(row)):
        told = f"{told} {why}"
    if found is not None:
        wifi = {"network": found.network, "username": found.username, "password": found.password, "code": qr_code(found.code)}
    badge = None
    if row.guest_id is not None and kiosk_settings(session).badge:
        host = str(row.host or row.host_name) if names_host else ""
        badge = {
            "name": row.name,
            "company": row.company,
            "host": host,
            "day": f"{clock.local(row.arrived_at, row.location.zone):%Y-%m-%d}",
        }
    return {"told": told, "wifi": wifi, "badge": badge}


def _member(row: CheckIn) -> dict[str, Any]:
    user_id = row.user_id or 0
    return {"notes": [each for each in (day_left(db.session(), user_id, row.location_id), _member_wifi(row, user_id)) if each]}


def _member_wifi(row: CheckIn, user_id: int) -> str:
    """Theirs works or not: nobody is given another (K3). Empty where there is none."""
    if not row.location.wifi_network:
        return ""
    if member_has_wifi(db.session(), user_id):
        return _("Your WiFi works as always.")
    return no_wifi(row.location)


def time(row: CheckIn, instant: Any) -> str:
    return f"{clock.local(instant, row.location.zone):%H:%M}"
