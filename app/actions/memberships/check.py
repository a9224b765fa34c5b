"""A quota is said whole or not at all, a deposit and a notice in one way."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Membership
from app.rules.notice import MOST_DAYS, MOST_MONTHS
from app.rules.units import Unit


def check_deposit(membership: Membership) -> None:
    """Raises Refused for a deposit in months and as an amount, and below zero."""
    if membership.deposit_months is not None and membership.deposit_cents is not None:
        raise Refused(_("Give the deposit in months or as an amount, not both."), field="deposit_cents")
    for name in ("deposit_months", "deposit_cents"):
        if (getattr(membership, name) or 0) < 0:
            raise Refused(_("This cannot be negative."), field=name)


def check_notice(membership: Membership) -> None:
    """Raises Refused for a notice in months and in days, and for one that nobody can mean."""
    if membership.notice_months is not None and membership.notice_days is not None:
        raise Refused(_("Give the notice in months or in days, not both."), field="notice_days")
    for name, most in (("notice_months", MOST_MONTHS), ("notice_days", MOST_DAYS)):
        if not 0 <= (getattr(membership, name) or 0) <= most:
            raise Refused(_("Say a number from 0 to %(most)d.", most=most), field=name)


def check_quota(membership: Membership) -> None:
    """Raises Refused at the part that is missing."""
    parts = ("quota_unit", "quota_cents", "quota_frequency")
    said = [name for name in parts if getattr(membership, name) is not None]
    if said and len(said) < len(parts):
        missing = next(name for name in parts if name not in said)
        raise Refused(_("A quota has a unit, an amount and a frequency."), field=missing)
    if membership.quota_cents is not None and membership.quota_cents < 0:
        raise Refused(_("A quota cannot be negative."), field="quota_cents")
    if membership.quota_unit is Unit.PRINTING:
        raise Refused(_("Pages at the printers are granted by PaperCut. Choose space or stuff."), field="quota_unit")
