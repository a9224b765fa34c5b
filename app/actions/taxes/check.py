"""Who may write a tax rate, and what it must say (P9)."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import TaxRate


def require_taxes(by: Actor) -> None:
    """A rate holds for every location of its country."""
    require(by, Permission.TAX_WRITE)
    require_whole_network(by)


def check_rate(rate: TaxRate) -> None:
    """Raises Refused at the field; puts the country into capitals."""
    rate.country = rate.country.upper()
    if not re.fullmatch("[A-Z]{2}", rate.country):
        raise Refused(_("%(code)s is not a country; they look like ZA.", code=rate.country), field="country")
    if not 0 <= rate.percent <= 100:
        raise Refused(_("A percentage lies between 0 and 100."), field="percent")
