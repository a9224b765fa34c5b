"""The lists behind the numbers about revenue: customers and licenses that moved, documents, money, causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.month import Month
from app.queries.reports import billed as money_of
from app.queries.reports.asked import Asked
from app.queries.reports.causes import causes_behind, runs_behind
from app.queries.reports.revenue import customers_moved, customers_there, licenses_moved
from app.rendering.reports.revenue_words import bar_said, kind_said, movement_said
from app.rendering.reports.say import month_written
from app.rendering.reports.shape import Kind, ListColumn, Listing
from app.rules.recurring_revenue import Movement

ORGANISATION = "/organisations/show/{organisation_id}"
Words = Mapping[str, str]


def _month(asked: Asked, words: Words) -> tuple[Asked, Month]:
    """One month alone, the one that is named. Raises KeyError or ValueError."""
    month = Month.parse(words["month"])
    return replace(asked, first=month, last=month), month


def _moved_columns(asked: Asked, currency: str, month: Month) -> list[ListColumn]:
    return [
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn(
            "movement",
            _("Movement"),
            said=movement_said,
            path=f"/reports/revenue/list?what=licenses&month={month}&currency={currency}&organisation={{organisation_id}}&location={asked.place_word}",
        ),
        ListColumn("before", _("Before"), Kind.MONEY),
        ListColumn("after", _("After"), Kind.MONEY),
        ListColumn("cents", _("Difference"), Kind.MONEY),
    ]


def customers(session: Session, asked: Asked, words: Words) -> Listing:
    asked, month = _month(asked, words)
    columns = [ListColumn("organisation", _("Customer"), path=ORGANISATION), ListColumn("cents", _("A month"), Kind.MONEY)]
    return Listing(
        _("Customers with monthly revenue"),
        customers_there(asked, month, words["currency"]),
        columns,
        [month_written(month, asked.locale)],
        currency=words["currency"],
    )


def moved(session: Session, asked: Asked, words: Words) -> Listing:
    asked, month = _month(asked, words)
    kinds = [Movement(words["movement"])] if "movement" in words else list(Movement)
    facts = [month_written(month, asked.locale), *([movement_said(kinds[0])] if len(kinds) == 1 else [])]
    return Listing(
        _("Movements of monthly revenue"),
        customers_moved(asked, month, words["currency"], kinds),
        _moved_columns(asked, words["currency"], month),
        facts,
        currency=words["currency"],
    )


def lost(session: Session, asked: Asked, words: Words) -> Listing:
    asked, month = _month(asked, words)
    behind = customers_moved(asked, month, words["currency"], (Movement.LEFT, Movement.CONTRACTION))
    return Listing(
        _("Monthly revenue that was lost"),
        behind,
        _moved_columns(asked, words["currency"], month),
        [month_written(month, asked.locale)],
        currency=words["currency"],
    )


def licenses(session: Session, asked: Asked, words: Words) -> Listing:
    asked, month = _month(asked, words)
    who = int(words["organisation"]) if "organisation" in words else None
    columns = [
        ListColumn("license", _("License"), path="/licenses/show/{license_id}"),
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn("membership", _("Membership")),
        ListColumn("location", _("Location")),
        ListColumn("starts_on", _("From"), Kind.DATE),
        ListColumn("ends_on", _("Last day"), Kind.DATE),
        ListColumn("end_reason", _("Why it ended")),
        ListColumn("before", _("Before"), Kind.MONEY),
        ListColumn("after", _("After"), Kind.MONEY),
        ListColumn("cents", _("Difference"), Kind.MONEY),
    ]
    return Listing(
        _("Licenses whose monthly revenue changed"),
        licenses_moved(session, asked, month, words["currency"], who),
        columns,
        [month_written(month, asked.locale)],
        currency=words["currency"],
    )


def billed(session: Session, asked: Asked, words: Words) -> Listing:
    """Of a month, or of the whole time."""
    asked, facts = _maybe_month(asked, words)
    kind = words.get("kind")
    return Listing(
        _("Billed, without VAT"),
        money_of.billed_behind(asked, words["currency"], kind),
        _documents(),
        [*facts, *([kind_said(kind)] if kind else [])],
        currency=words["currency"],
    )


def runs(session: Session, asked: Asked, words: Words) -> Listing:
    """The documents of the monthly runs of one month, of the locations that were run for the month that it is compared in."""
    asked, month = _month(asked, words)
    run = Month.parse(words["run"])
    facts = [
        month_written(month, asked.locale),
        *([_("locations that were run for %(month)s", month=month_written(run, asked.locale))] if run != month else []),
    ]
    return Listing(
        _("Documents of the monthly run"),
        runs_behind(asked, month, words["currency"], run),
        _documents(),
        facts,
        currency=words["currency"],
    )


def _documents() -> list[ListColumn]:
    return [
        ListColumn("number", _("Number"), path="/{page}/show/{id}"),
        ListColumn("kind", _("Kind"), said=kind_said),
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn("location", _("Location")),
        ListColumn("issued_on", _("Issued"), Kind.DATE),
        ListColumn("cents", _("Net"), Kind.MONEY),
    ]


def collected(session: Session, asked: Asked, words: Words) -> Listing:
    asked, facts = _maybe_month(asked, words)
    kind = words.get("kind")
    columns = [
        ListColumn("day", _("Day"), Kind.DATE, path="/{page}/show/{page_id}"),
        ListColumn("kind", _("How"), said=kind_said),
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn("location", _("Location")),
        ListColumn("reference", _("Reference")),
        ListColumn("cents", _("Amount"), Kind.MONEY),
    ]
    return Listing(
        _("Collected"),
        money_of.collected_behind(asked, words["currency"], kind),
        columns,
        [*facts, *([kind_said(kind)] if kind else [])],
        currency=words["currency"],
    )


def causes(session: Session, asked: Asked, words: Words) -> Listing:
    asked, month = _month(asked, words)
    columns = [
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn("location", _("Location")),
        ListColumn("cause", _("Cause"), said=bar_said),
        ListColumn("cents", _("Difference"), Kind.MONEY),
    ]
    cause = words.get("cause")
    facts = [month_written(month, asked.locale), *([bar_said(cause)] if cause else [])]
    return Listing(
        _("Why the month is another sum than the one before"),
        causes_behind(asked, month, words["currency"], cause),
        columns,
        facts,
        currency=words["currency"],
    )


def _maybe_month(asked: Asked, words: Words) -> tuple[Asked, list[str]]:
    if "month" in words:
        asked, month = _month(asked, words)
        return asked, [month_written(month, asked.locale)]
    return asked, [_("%(first)s to %(last)s", first=month_written(asked.first, asked.locale), last=month_written(asked.last, asked.locale))]


LISTS = {each.__name__: each for each in (customers, moved, lost, licenses, billed, runs, collected, causes)}
