"""From which day another agreement about a license's price holds; what was agreed before stays for the days before it (P11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from app.actions import said
from app.core.errors import Refused
from app.models import License, LicenseAgreement
from app.queries.billed_until import billed_until
from app.rules.agreements import first_day
from app.rules.roles import ONE_DAY
from app.work import Work

DECIDES = ("commitment_months", "commitment_start", "custom_price_cents", "custom_price_end", "net_price")
AGREED = (*DECIDES, "custom_price_reason", "custom_price_by")


def agreed_in(license: License) -> dict[str, Any]:
    """What is agreed now, to be handed to `keep_agreement` after it was changed."""
    return {name: getattr(license, name) for name in AGREED}


def keep_agreement(work: Work, license: License, before: dict[str, Any], since: dt.date | None) -> None:
    """`before` goes on to hold until the day before `since`: no day means that a commitment begins on its own, and all else on the first day that is not billed.

    On the license's first day nothing is left of it, which corrects every month that was billed. Raises Refused at `agreed_from`.
    """
    changed = any(getattr(license, name) != before[name] for name in DECIDES)
    if not changed and (since is None or since >= license.agreed_since):
        return
    if since is None:
        since = first_day(license.starts_on, billed_until(work.session, (license.id,)).get(license.id), (before["commitment_start"], license.commitment_start))
    if since < license.starts_on or (license.ends_on is not None and since > license.ends_on):
        raise Refused(_without_a_day(license, since), field="agreed_from")
    last, reached = since - ONE_DAY, [each for each in license.agreements if each.ends_on >= since - ONE_DAY]
    for each in reached if since == license.starts_on else reached[1:]:
        work.session.delete(each)
    if since == license.starts_on:
        return
    if reached:
        reached[0].ends_on = last
    else:
        work.add(LicenseAgreement(license_id=license.id, ends_on=last, **before))


def _without_a_day(license: License, since: dt.date) -> str:
    if since < license.starts_on:
        return _("It starts on %(day)s: nothing holds before that.", day=said.day(license.starts_on))
    assert license.ends_on is not None, "only an end is in the way of a later day"
    return _("Its last day is %(day)s, so that this would change nothing: say from which day it holds.", day=said.day(license.ends_on))
