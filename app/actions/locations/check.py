"""A location's zone, country, currency and addresses are real ones."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from babel import Locale
from flask_babel import gettext as _

from app.actions.emails import addresses, one_address
from app.actions.opening_hours import check_opening_hours
from app.core.clock import zones
from app.core.errors import Refused
from app.models import Location
from app.models.location import MailMode
from app.translation import LANGUAGES, SOURCE


@lru_cache(maxsize=1)
def _english() -> Locale:
    return Locale.parse("en")


def check_location(location: Location) -> None:
    """Raises Refused at the field; puts codes into capitals and addresses into their kept form."""
    location.currency, location.country = location.currency.upper(), location.country.upper()
    if location.zone not in zones():
        raise Refused(_("%(zone)s is not a time zone; they look like Africa/Johannesburg.", zone=location.zone), field="zone")
    if location.currency not in _english().currencies:
        raise Refused(_("%(code)s is not a currency; they look like ZAR.", code=location.currency), field="currency")
    if not re.fullmatch("[A-Z]{2}", location.country) or location.country not in _english().territories:
        raise Refused(_("%(code)s is not a country; they look like ZA.", code=location.country), field="country")
    if (location.language or SOURCE) not in LANGUAGES:
        raise Refused(_("Choose one of the languages."), field="language")
    if not 0 <= (location.payment_days if location.payment_days is not None else 7) <= 365:
        raise Refused(_("Between 0 and 365 days."), field="payment_days")
    if location.referral_cents is not None and location.referral_cents < 0:
        raise Refused(_("An amount cannot be negative."), field="referral_cents")
    if location.referral_days is not None and not 0 < location.referral_days <= 3650:
        raise Refused(_("Between 1 and 3650 days."), field="referral_days")
    if location.peak_start is not None and location.peak_end is not None and location.peak_end <= location.peak_start:
        raise Refused(_("Peak hours end after they start."), field="peak_end")
    location.access_points = _access_points(location.access_points or "")
    check_opening_hours(location.opening_hours or "")
    location.manager_email = one_address(location.manager_email or "", field="manager_email")
    location.sender_email = one_address(location.sender_email or "", field="sender_email")
    location.staff_emails = addresses(location.staff_emails or "", field="staff_emails")
    location.redirect_email = one_address(location.redirect_email or "", field="redirect_email") or None
    if location.mail_mode is MailMode.REDIRECT and location.redirect_email is None:
        raise Refused(_("Redirected mail needs an address to go to."), field="redirect_email")


def _access_points(text: str) -> str:
    """Network addresses with commas between, each once. Raises Refused that quotes what is none."""
    found: dict[str, None] = {}
    for part in re.split(r"[,;\s]+", text.strip()):
        if part:
            try:
                found[str(ipaddress.ip_address(part))] = None
            except ValueError:
                raise Refused(
                    _("%(text)s is no network address; they look like 10.0.0.1.", text=part[:60]), field="access_points"
                ) from None
    return ", ".join(found)
