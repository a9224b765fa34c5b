"""How values read on a screen: money, months, dates, times, shares, yes and no, and statuses, as the reader writes them."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.formats import amount_text, money_said, number_text, percent_text
from app.core.money import Money
from app.core.month import Month
from app.web.words import spoken

HOME = "en_ZA"
TONES = {
    "orange": {"hot"},
    "green": {
        "active",
        "paid",
        "connected",
        "done",
        "sent",
        "delivered",
        "granted",
        "approved",
        "enabled",
        "served",
        "solved",
        "accepted",
        "won",
        "onboarded",
        "confirmed",
        "checked_in",
        "fulfilled",
    },
    "azure": {
        "previewed",
        "queued",
        "due",
        "new",
        "todo",
        "doing",
        "running",
        "pending",
        "open",
        "part_paid",
        "offered",
        "good",
        "started",
        "cold",
    },
    "yellow": {
        "subscription_locked",
        "locked",
        "partial",
        "unknown",
        "paused",
        "left_out",
        "prospect",
        "wanted",
        "held",
        "mild",
        "awaiting_payment",
        "payment_unknown",
        "missed",
        "waiting",
        "reopened",
    },
    "red": {
        "failed",
        "overdue",
        "parked",
        "declined",
        "refused",
        "bounced",
        "suppressed",
        "void",
        "bad",
        "stopped",
        "no_show",
        "reconnect",
    },
}
TONE = {word: tone for tone, words in TONES.items() for word in words}
PLACES = ("location", "invoice", "run", "credit_note", "license", "membership", "organisation")


def reader() -> Locale:
    """The locale whose formats the reader is used to: the page's language in the browser's country, else South Africa's."""
    if not has_request_context():
        return Locale.parse(HOME)
    if "reader" not in g:
        language = str(get_locale() or "en").split("_")[0]
        wanted = next((tag for tag in request.accept_languages.values() if tag.lower().startswith(f"{language}-")), None)
        g.reader = (
            _locale(wanted.replace("-", "_") if wanted else "") or _locale(f"{language}_ZA") or _locale(language) or Locale.parse(HOME)
        )
    found: Locale = g.reader
    return found


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code) if code else None
    except (UnknownLocaleError, ValueError):
        return None


def currency_of(row: Any) -> str | None:
    """The currency that a row's amounts are in: its own, or that of the place or document it belongs to."""
    seen = 0
    while row is not None and seen < 4:
        if isinstance(found := getattr(row, "currency", None), str):
            return found
        row = next((near for name in PLACES if (near := getattr(row, name, None)) is not None), None)
        seen += 1
    return None


def zone_of(row: Any) -> ZoneInfo:
    """The zone that a row's instants are told in: its location's, else that of the reader's home or of the house, else UTC."""
    location = row if isinstance(getattr(row, "zone", None), str) else getattr(row, "location", None)
    zone = getattr(location, "zone", None)
    if zone is None and has_request_context():
        zone = g.get("reader_zone")
    return ZoneInfo(zone or "UTC")


def format_money(cents: int | None, currency: str | None) -> str:
    """Cents with the currency's sign ("R 2 950.00"), as documents and mails write them; a bare number when the currency is not known."""
    if cents is None:
        return ""
    locale = str(reader())
    return money_said(cents, currency, locale) if currency else amount_text(cents, locale)


def as_money(value: Money | int | None, row: Any = None) -> Markup:
    """An amount, right-aligned by its class; integers are cents in the row's currency."""
    if value is None:
        return Markup("")
    cents, currency = (value.cents, value.currency) if isinstance(value, Money) else (value, currency_of(row))
    return Markup('<span class="money{}">{}</span>').format(" negative" if cents < 0 else "", format_money(cents, currency))


def as_money_if_any(value: int | None, row: Any = None) -> Markup:
    """Nothing for 0, in columns where most rows have none."""
    return as_money(value or None, row)


def as_month(value: Month | None, row: Any = None) -> str:
    return format_skeleton("yMMMM", value.first, locale=reader()) if value else ""


def as_date(value: dt.date | None, row: Any = None) -> str:
    return format_date(value, "d MMM y" if reader().language == "en" else "medium", locale=reader()) if value else ""


def as_datetime(value: dt.datetime | None, row: Any = None) -> str:
    """An instant on the wall clock of the row's location ("Tue 16 Jun 2026, 09:00"); UTC says that it is. Naive values are UTC."""
    if value is None:
        return ""
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    zone = zone_of(row)
    text = format_datetime(aware, "EEE d MMM y, HH:mm" if reader().language == "en" else "medium", tzinfo=zone, locale=reader())
    return f"{text} UTC" if zone.key == "UTC" else text


def as_percent(value: Decimal | None, row: Any = None) -> str:
    return "" if value is None else percent_text(value, str(reader()))


def as_share(part: int, whole: int) -> str:
    """A difference in percent of what it was, with its sign ("+2.8 %"); nothing without something to compare with."""
    if not whole:
        return ""
    share = (Decimal(100 * part) / abs(whole)).quantize(Decimal("0.1"))
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{percent_text(abs(share), str(reader()))}"


def as_number(value: Decimal | int | None, row: Any = None) -> str:
    return "" if value is None else number_text(value, str(reader()))


def as_bool(value: bool | None, row: Any = None) -> str:
    return _("Yes") if value else _("No")


def as_badge(value: Any, row: Any = None, *, text: str = "") -> Markup:
    """A status as colour and word. Takes an enum or its value, which is what Flask-AppBuilder hands over."""
    if value is None or value == "":
        return Markup("")
    word = str(value.value if isinstance(value, enum.Enum) else value)
    return _badge(TONE.get(word, "secondary"), text or spoken(word))


@lru_cache(maxsize=1_000)
def _badge(tone: str, text: str) -> Markup:
    """A list draws the same few again and again."""
    return Markup('<span class="badge bg-{}-lt">{}</span>').format(tone, text)


def as_long(value: str | None, row: Any = None) -> Markup:
    """Long text on one line, whole in its title."""
    return Markup('<span class="clip" title="{0}">{0}</span>').format(value or "")


def plain(value: Any, row: Any = None) -> Any:
    """What a person reads when nobody said how: no None, True, microseconds or list of objects."""
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value
    for kinds, shown in (
        (bool, as_bool),
        (enum.Enum, as_badge),
        (Money, as_money),
        (Month, as_month),
        (dt.datetime, as_datetime),
        (dt.date, as_date),
    ):
        if isinstance(value, kinds):
            return shown(value, row)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return as_number(value)
    if isinstance(value, dict):
        return ", ".join(f"{spoken(str(name))}: {plain(each)}" for name, each in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return ", ".join(str(plain(each)) for each in value)
    return str(value)


def install(app: Flask) -> None:
    names = (as_money, as_month, as_date, as_datetime, as_percent, as_share, as_number, as_bool, as_badge, as_long, format_money)
    app.jinja_env.globals.update({name.__name__: name for name in names})
    app.jinja_env.filters["plain"] = plain
