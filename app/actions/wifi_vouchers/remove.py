"""WiFi accounts of guests go when their time is over; FreeRADIUS refuses them from that second on anyway."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wifi.remove import remove
from app.core import clock
from app.models import WifiVoucher
from app.work import transaction

AT_ONCE = 500


def remove_vouchers(*, by: Actor) -> int:
    """How many went."""
    require(by, Permission.WIFI_WRITE)
    gone = 0
    while True:
        with transaction(by=by) as work:
            over = select(WifiVoucher).where(WifiVoucher.removed_at.is_(None), WifiVoucher.until <= clock.now())
            rows = work.session.scalars(over.order_by(WifiVoucher.username).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
            for row in rows:
                remove(work.session, row.username)
                row.removed_at = clock.now()
        gone += len(rows)
        if len(rows) < AT_ONCE:
            return gone
