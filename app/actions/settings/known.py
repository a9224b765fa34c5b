"""The settings that an operator may change, each with what it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.queries.second_factors import SETTING as SECOND_FACTOR
from app.queries.second_factors import Rule
from app.rules.policy import DiscountMode
from app.rules.vat import RateDate


@dataclass(frozen=True)
class Known:
    """`meaning` is for the screen; `default` holds until somebody sets another."""

    default: str
    choices: tuple[str, ...]
    meaning: Callable[[], str]


KNOWN = {
    SECOND_FACTOR: Known(
        Rule.OPTIONAL.value,
        tuple(rule.value for rule in Rule),
        lambda: str(_("A code from the phone after the password: nobody is asked, only who has set it up, or all staff have to set it up.")),
    ),
    "pricing.discount_mode": Known(
        DiscountMode.MULTIPLY.value,
        tuple(mode.value for mode in DiscountMode),
        lambda: str(_("How several discounts meet: all multiply, or only the best counts.")),
    ),
    "vat.rate_date": Known(
        RateDate.INVOICE_DATE.value,
        tuple(date.value for date in RateDate),
        lambda: str(_("Which day decides the VAT rate: that of the invoice, or the first of the period.")),
    ),
}
