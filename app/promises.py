"""The database's promises in words: what to say, and at which field, when a constraint refuses."""

from __future__ import annotations

from flask_babel import gettext as _
from psycopg import DataError as Unfit
from psycopg import IntegrityError as Broken
from sqlalchemy.exc import DataError, IntegrityError

from app.core.errors import Refused
from app.rules.extras import MOST


def _words(constraint: str) -> tuple[str, str | None]:
    """The words and the form field of a constraint, by its name without the table's prefix."""
    known: dict[str, tuple[str, str | None]] = {
        "one_text_a_place": (_("Somebody has just written this text. Look at it again."), None),
        "one_price_a_day": (_("This membership already has a price from that day."), "valid_from"),
        "one_license_price_a_day": (_("This license already has a price from that day."), "valid_from"),
        "one_invoice_a_month": (_("This organisation already has an invoice for that month."), "month"),
        "gives_back_no_more_than_it_holds": (_("The deposit does not hold that much."), "amount_cents"),
        "receives_no_more_than_asked": (_("That is more than was asked for."), "amount_cents"),
        "asks_for_something": (_("Say how much: an amount above 0."), "amount_cents"),
        "deposit_is_months_or_amount": (_("Give the deposit in months or as an amount, not both."), "deposit_cents"),
        "notice_is_months_or_days": (_("Give the notice in months or in days, not both."), "notice_days"),
        "notice_is_not_negative": (_("This cannot be negative."), "notice_months"),
        "deposit_is_not_negative": (_("This cannot be negative."), "deposit_months"),
        "one_run_a_sequence": (_("This location already has a run for that month."), "month"),
        "one_line_a_charge": (_("One of these charges has already been billed."), None),
        "one_headquarters": (_("Another location is already the headquarters."), "is_headquarters"),
        "one_pause_a_day": (_("This license already has a pause from that day."), "starts_on"),
        "one_rate_a_day": (_("This country already has a rate from that day."), "valid_from"),
        "one_close_a_month": (_("This month is already closed."), "month"),
        "ends_after_start": (_("The last day is before the first."), "ends_on"),
        "percent_is_percent": (_("A percentage lies between 0 and 100."), "percent"),
        "applies_to_something": (
            _("Say what the discount applies to: an organisation, a license, a membership or a product."),
            "organisation",
        ),
        "quantity_is_positive": (_("The quantity must be more than 0; a credit has a negative price."), "quantity"),
        "currency_is_iso": (_("A currency is three capital letters, such as ZAR."), "currency"),
        "numbers_begin_well": (_("Capital letters, digits, and - / . between them, such as KLF or 2026-KLF."), "invoice_prefix"),
        "redirect_has_address": (_("Redirected mail needs an address to go to."), "redirect_email"),
        "rates_are_not_negative": (_("A rate cannot be negative."), "peak_rate_cents"),
        "prices_are_not_negative": (_("A price cannot be negative."), "primary_cents"),
        "payment_days_in_a_year": (_("Between 0 and 365 days."), "payment_days"),
        "tiers_are_percent": (_("A percentage lies between 0 and 100."), "half_day_percent"),
        "escalation_is_percent": (_("A percentage lies between 0 and 100."), "escalation_percent"),
        "room_discount_is_percent": (_("A percentage lies between 0 and 100."), "room_discount_percent"),
        "included_primary_is_not_negative": (_("This cannot be negative."), "included_primary"),
        "credit_lasts_days": (_("Between 1 and 3650 days; empty: for ever."), "credit_days"),
        "taxed_once": (_("These credits were taxed as they were sold: VAT is not taken again."), None),
        "amounts_are_not_negative": (_("An amount cannot be negative."), "price_cents"),
        "commitment_is_not_negative": (_("This cannot be negative."), "commitment_months"),
        "capacity_is_positive": (_("A capacity is at least 1; leave it empty for no limit."), "capacity"),
        "places_are_positive": (_("From 1 to 500 people."), "places"),
        "slug_is_of_an_address": (_("Small letters, digits and hyphens alone, as in cape-town."), "slug"),
        "captcha_has_its_keys": (_("A captcha needs its site key, its secret, and the websites that show the form."), "site_key"),
        "uq_lead_form_slug": (_("Another form has this name."), "slug"),
        "one_open_opportunity_a_lead": (_("This lead has an open opportunity already."), None),
        "one_text_a_version": (_("These terms have a text in that language already."), "language"),
        "visit_ends_after_it_starts": (_("The visit ends before it starts."), "until_at"),
        "uses_no_more_than_it_has": (_("This day pass has no days left."), "days"),
        "extra_has_a_limit": (_("From 1 to %(most)d.", most=MOST), "extra_most"),
        "extra_is_a_thing_of_a_place": (
            _("An extra of bookings is a thing of one place, and brings neither credit nor days."),
            "extra_most",
        ),
        "brings_days": (_("A day pass brings at least one day."), "days"),
        "days_are_not_negative": (_("This cannot be negative."), "days_a_month"),
        "one_wish": (_("Choose a space or a kind, not both."), "kind"),
        "one_contact_an_address": (_("Another contact has this address: merge the two."), "email"),
        "one_plan_a_name": (_("This location has a plan of that name already."), "name"),
        "one_open_offer": (_("A place is offered to them already."), None),
        "one_booking_at_a_time": (_("The room was taken a moment ago."), "starts_at"),
        "minutes_make_sense": (_("The shortest, longest and free minutes do not fit together."), "min_minutes"),
        "priced_by_license_or_by_hand": (_("A recurring charge without a license needs a price."), "price_cents"),
        "custom_price_is_not_negative": (_("A price cannot be negative."), "custom_price_cents"),
    }
    for ending, said in known.items():
        if constraint.endswith(ending):
            return said
    if constraint.startswith("uq_") and constraint.endswith("_code"):
        return _("This code is already taken."), "code"
    if constraint.startswith("uq_ab_user_"):
        column = constraint.removeprefix("uq_ab_user_")
        return _("Somebody already has this %(what)s.", what=column), column
    if constraint.startswith("fk_"):
        return _("Other records still use this, so it stays."), None
    return _("This does not fit with what is already there."), None


def refusal(broken: IntegrityError | DataError | Broken | Unfit) -> Refused:
    """A refused write in words for the desk, never SQL; from the session, or from a COPY, which speaks to the driver itself."""
    if isinstance(broken, DataError | Unfit):
        return Refused(_("A value does not fit: it is too large or too long."))
    origin = broken.orig if isinstance(broken, IntegrityError) else broken
    constraint = getattr(getattr(origin, "diag", None), "constraint_name", None) or ""
    words, field = _words(constraint)
    return Refused(words, field=field)
