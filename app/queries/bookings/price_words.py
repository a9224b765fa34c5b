"""How the price of a booking came about, one sentence a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import money_text, percent_text
from app.core.money import rounded
from app.queries.bookings.terms import Terms
from app.rules.booking_price import FULL_DAY, HALF_DAY, Cap, Quote

Say = Callable[[int], str]


def price_in_words(terms: Terms, quote: Quote, currency: str, locale: str) -> list[str]:
    """From the minutes to the cents (B2-B6), for who pays."""

    def money(cents: int) -> str:
        return money_text(cents, currency, locale)

    return [
        *_minutes(terms, quote, money),
        *_cap(quote, money),
        *_member(terms, locale),
        _("To pay: %(amount)s, VAT included.", amount=money(quote.cost)),
    ]


def _minutes(terms: Terms, quote: Quote, money: Say) -> Iterator[str]:
    paid = quote.taken
    if paid.peak_minutes:
        yield ngettext(
            "%(num)s minute at peak, %(rate)s an hour.",
            "%(num)s minutes at peak, %(rate)s an hour.",
            paid.peak_minutes,
            rate=money(terms.price.peak_rate),
        )
    if paid.off_peak_minutes:
        rate = money(terms.price.off_peak_rate)
        yield ngettext(
            "%(num)s minute off-peak, %(rate)s an hour.", "%(num)s minutes off-peak, %(rate)s an hour.", paid.off_peak_minutes, rate=rate
        )
    if paid.tier_percent:
        percent = f"{paid.tier_percent.normalize():f}"
        if paid.minutes >= FULL_DAY:
            yield _("A full day, %(hours)s hours or more: %(percent)s %% less.", hours=FULL_DAY // 60, percent=percent)
        else:
            yield _("Half a day, %(hours)s hours or more: %(percent)s %% less.", hours=HALF_DAY // 60, percent=percent)


def _cap(quote: Quote, money: Say) -> Iterator[str]:
    if quote.cap is not None:
        hours = HALF_DAY // 60 if quote.cap is Cap.HALF_DAY else FULL_DAY // 60
        own = quote.own.exact.as_integer_ratio()
        yield _(
            "%(hours)s hours cost less than what you booked, so you pay those: without it %(amount)s.",
            hours=hours,
            amount=money(rounded(*own)),
        )


def _member(terms: Terms, locale: str) -> Iterator[str]:
    if terms.is_holder:
        yield _("Your own room: free.")
    elif terms.member_percent:
        yield _("%(membership)s: %(percent)s less.", membership=terms.why, percent=percent_text(Decimal(terms.member_percent), locale))
