"""From which day another agreement about a license's price holds; what was agreed before stays for the days before it (P11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.actions import said
from app.actions.fill import require_near
from app.actions.licenses.fields import PRICING
from app.core.errors import Refused
from app.models import License, LicenseAgreement
from app.models.license import Agreed
from app.queries.billed_until import billed_until
from app.rules.agreements import agreed_anew, first_day
from app.work import Work

AGREED = (
    "commitment_months",
    "commitment_start",
    "custom_price_cents",
    "custom_price_end",
    "net_price",
    "custom_price_reason",
    "custom_price_by",
)
DECIDES = set(AGREED) - {"custom_price_reason", "custom_price_by"}  # what moves a price


def agreed_in(row: Agreed) -> dict[str, Any]:
    """What is agreed now, or was before; that of a license is handed to `keep_agreement` after it was changed."""
    return {name: getattr(row, name) for name in AGREED}


def keep_agreement(work: Work, license: License, before: dict[str, Any], since: dt.date | None) -> None:
    """What is another than `before` holds from a day: a commitment from its own, or that of the one it is about, all else from the first day that is not billed.

    On the license's first day nothing is left of it, which corrects every month that was billed. Raises Refused at `agreed_from`, and Forbidden where the day alone would
    move prices of somebody who may not.
    """
    news = {name: value for name, value in agreed_in(license).items() if value != before[name]}
    if not DECIDES & news.keys():
        if since is None or since >= license.agreed_since:
            return
        news = agreed_in(license)
        if any(getattr(each, name) != news[name] for each in license.agreements if each.ends_on >= since for name in PRICING):
            require(work.by, Permission.LICENSE_PRICE, license)
    require_near(since, "agreed_from")
    if since is None:
        billed = billed_until(work.session, (license.id,)).get(license.id)
        since = first_day(before, news, starts_on=license.starts_on, billed_until=billed, agreed_since=license.agreed_since)
    if since < license.starts_on or (license.ends_on is not None and since > license.ends_on):
        raise Refused(_without_a_day(license, since), field="agreed_from")
    former = [(each.ends_on, agreed_in(each)) for each in license.agreements]
    wanted = dict(agreed_anew(former, before, news, starts_on=license.starts_on, since=since))
    for each in list(license.agreements):
        held = wanted.pop(each.ends_on, None)
        if held is None:
            work.session.delete(each)
        else:
            for name, value in held.items():
                setattr(each, name, value)
    for ends_on, held in wanted.items():
        work.add(LicenseAgreement(license_id=license.id, ends_on=ends_on, **held))


def _without_a_day(license: License, since: dt.date) -> str:
    if since < license.starts_on:
        return _("It starts on %(day)s: nothing holds before that.", day=said.day(license.starts_on))
    assert license.ends_on is not None, "only an end is in the way of a later day"
    return _("Its last day is %(day)s, so that this would change nothing: say from which day it holds.", day=said.day(license.ends_on))
