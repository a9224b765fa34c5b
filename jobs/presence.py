"""Who is in, by signals that nobody gives on purpose: the WiFi, doors, and closing time (K2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.check_ins.close_over import close_over
from app.actions.check_ins.from_doors import arrive_by_doors
from app.actions.check_ins.from_wifi import arrive_by_wifi, leave_by_wifi


def follow() -> str:
    """Twice is once: each signal has a key."""
    closed = close_over(by=SYSTEM)
    came, left = arrive_by_wifi(by=SYSTEM) + arrive_by_doors(by=SYSTEM), leave_by_wifi(by=SYSTEM)
    return _(
        "%(came)d came, %(left)d left, by WiFi and doors; %(closed)d check-ins ended at closing time.", came=came, left=left, closed=closed
    )
