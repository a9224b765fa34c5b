"""Renew a license's commitment: it goes on for so many months, from the day after the one before (P5, P6)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.licenses.change import change_license
from app.core.errors import Refused
from app.models import License
from app.rules.commitment import months_later

ASKED = {"agreed_from": "on", "commitment_start": "on", "commitment_months": "months"}  # what a renewal calls the fields of a license


def renewal_of(license: License) -> dt.date:
    """The day after the commitment that it has, else its first day."""
    begins = license.commitment_start or license.starts_on
    return months_later(begins, license.commitment_months) if license.commitment_months else begins


def renew_license(license_id: int, *, months: int, on: dt.date, version: str = "", by: Actor) -> License:
    """`on` is the first day of the new commitment of so many `months`; until then the one before holds, with its discount. Raises Refused at the field, and Stale."""
    if months < 1:
        raise Refused(_("Say how many months the commitment runs."), field="months")
    try:
        return change_license(license_id, agreed_from=on, version=version, commitment_months=months, commitment_start=on, by=by)
    except Refused as refusal:
        raise Refused(refusal.message, field=ASKED.get(refusal.field or "", refusal.field)) from refusal
