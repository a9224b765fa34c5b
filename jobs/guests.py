"""What follows at the door: mails to guests and hosts, and WiFi accounts of guests that are over."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.actions.guests import tell
from app.actions.wifi_vouchers.remove import remove_vouchers
from jobs import job


@job(queue="mail")
def tell_arrival(check_in_id: int) -> None:
    """The guest, the host, and who looks after the location. Safe to run twice."""
    tell.tell_arrival(check_in_id, by=SYSTEM)


@job(queue="mail")
def tell_invited(visit_id: int) -> None:
    """The guest who is expected, also when the time moved. Safe to run twice."""
    tell.tell_invited(visit_id, by=SYSTEM)


@job(queue="mail")
def tell_called_off(visit_id: int) -> None:
    """The guest who need not come. Safe to run twice."""
    tell.tell_called_off(visit_id, by=SYSTEM)


def remove_wifi() -> str:
    """Of guests whose day is over: the table of accounts does not grow, and no old name lets anybody in."""
    return _("%(count)d WiFi accounts of guests were removed.", count=remove_vouchers(by=SYSTEM))
