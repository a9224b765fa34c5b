"""A quota is said whole or not at all."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.models import Membership


def check_quota(membership: Membership) -> None:
    """Raises Refused at the part that is missing."""
    parts = ("quota_unit", "quota_cents", "quota_frequency")
    said = [name for name in parts if getattr(membership, name) is not None]
    if said and len(said) < len(parts):
        missing = next(name for name in parts if name not in said)
        raise Refused(_("A quota has a unit, an amount and a frequency."), field=missing)
    if membership.quota_cents is not None and membership.quota_cents < 0:
        raise Refused(_("A quota cannot be negative."), field="quota_cents")
