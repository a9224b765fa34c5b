"""The next months: what is agreed, what changes it from month to month, and what the pipeline may add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import money_said
from app.core.month import Month
from app.models.opportunity import Stage
from app.queries.reports.asked import Asked
from app.queries.reports.known import Known
from app.queries.reports.next_months import AHEAD, NextMonths, Pipeline, ending, expected_before, in_words, next_months, pipeline
from app.rendering.reports.say import month_written, rounded_said
from app.rendering.reports.shape import Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section
from app.rendering.reports.words import count, money, month
from app.rendering.stages import stage_said
from app.rules.forecast import weighted
from app.rules.next_months import Change

KINDS = {"license": lazy_gettext("Licenses"), "recurring": lazy_gettext("Recurring charges")}
CHANGES = {
    Change.STARTS: lazy_gettext("Begins"),
    Change.ENDS: lazy_gettext("Ends"),
    Change.OTHER: lazy_gettext("Other prices and part months"),
}
Words = Mapping[str, str]


def build(session: Session, asked: Asked) -> Report:
    found, deals = next_months(session, asked), pipeline(session, asked)
    if not found:
        return Report(
            [],
            [],
            [],
            nothing=(_("Nothing is agreed for the next months."), _("Licenses and recurring charges that go on are added up here.")),
        )
    sections = [each for of in found for each in (_agreed(of, deals.get(of.currency), asked), _changes(session, of, asked))]
    return Report(
        [_finding(each, asked.locale) for each in found],
        [each for of in found for each in _figures(of, deals.get(of.currency), asked)],
        sections,
    )


def _finding(of: NextMonths, locale: str) -> str:
    present, last = of.months[0], of.months[-1]
    said = {
        "cents": rounded_said(of.agreed(last), of.currency, locale),
        "month": month_written(last, locale),
        "now": rounded_said(of.agreed(present), of.currency, locale),
    }
    if of.agreed(last) >= of.agreed(present):
        return _("%(cents)s are agreed for %(month)s: as much as the %(now)s of this month, or more.", **said)
    return _("%(cents)s are agreed for %(month)s, less than the %(now)s of this month.", **said)


def _figures(of: NextMonths, deals: Pipeline | None, asked: Asked) -> list[Figure]:
    coming = of.months[1]
    found = [
        Figure(
            _("Agreed for %(month)s", month=month_written(coming, asked.locale)),
            money(of.agreed(coming), of.currency, what="agreed", month=coming),
            how="agreed",
        ),
        Figure(
            _("Change against this month"),
            money(of.agreed(coming) - of.agreed(of.months[0]), of.currency, what="moved", month=coming),
            how="agreed_change",
        ),
    ]
    if deals is not None:
        last = of.months[AHEAD]
        found.append(
            Figure(
                _("May come until %(month)s", month=month_written(last, asked.locale)),
                money(deals.brings(last), of.currency, what="deals", month=last),
                how="may_come",
            )
        )
    return found


def _agreed(of: NextMonths, deals: Pipeline | None, asked: Asked) -> Section:
    columns = [Column(_("Month"), Kind.MONTH), *(Column(str(name), Kind.MONEY) for name in KINDS.values()), Column(_("Agreed"), Kind.MONEY)]
    rows = [
        [
            month(at),
            *(money(of.agreed(at, kind), of.currency, what="agreed", month=at, kind=kind) for kind in KINDS),
            money(of.agreed(at), of.currency, what="agreed", month=at),
        ]
        for at in of.months
    ]
    series = [
        _series(str(name), [of.agreed(at, kind) for at in of.months], of, asked)
        for kind, name in KINDS.items()
        if any(of.agreed(at, kind) for at in of.months)
    ]
    if deals is not None:
        columns += [Column(_("May come"), Kind.MONEY), Column(_("Opportunities"), Kind.COUNT), Column(_("Agreed and may come"), Kind.MONEY)]
        for row, at in zip(rows, of.months, strict=True):
            row += [
                money(deals.brings(at), of.currency, what="deals", month=at),
                count(deals.count(at), what="opportunities", month=at, currency=of.currency),
                money(of.agreed(at) + deals.brings(at), of.currency, what="together", month=at),
            ]
        series.append(_series(_("May come from the pipeline"), [deals.brings(at) for at in of.months], of, asked))
    title = _("What the next months bring, %(currency)s", currency=of.currency)
    chart = {"kind": "columns", "piled": True, "names": [month_written(at, asked.locale) for at in of.months], "series": series}
    how = ("agreed", "may_come") if deals is not None else ("agreed",)
    return Section(
        f"agreed-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("What is agreed for each month, and what may come; the table below has the numbers."),
        how,
    )


def _series(name: str, cents: list[int], of: NextMonths, asked: Asked) -> dict[str, Any]:
    return {
        "name": name,
        "values": [each / 100 for each in cents],
        "texts": [money_said(each, of.currency, asked.locale) for each in cents],
    }


def _changes(session: Session, of: NextMonths, asked: Asked) -> Section:
    rows, over = [], ending(session, of)
    for at in of.months[1:]:
        changes = of.moved(at)
        sums = {kind: sum(each.cents for each in changes if each.change is kind) for kind in Change}
        rows.append(
            [
                month(at),
                *(money(sums[kind], of.currency, what="moved", month=at, change=kind.value) for kind in Change),
                money(sum(sums.values()), of.currency, what="moved", month=at),
            ]
        )
    title = (
        _(
            "%(cents)s a month end by %(month)s",
            cents=rounded_said(over, of.currency, asked.locale),
            month=month_written(of.months[-1], asked.locale),
        )
        if over
        else _("Nothing ends in the next months")
    )
    columns = [
        Column(_("Month"), Kind.MONTH),
        *(Column(str(name), Kind.MONEY) for name in CHANGES.values()),
        Column(_("Against the month before"), Kind.MONEY),
    ]
    return Section(f"changes-{of.currency}", title, columns, rows, how=("agreed_change",))


def agreed(session: Session, asked: Asked, words: Words) -> Listing:
    of, at = _of(session, asked, words)
    kind = words.get("kind")
    cents = {key: each for key, each in of.cents[at].items() if each and kind in (None, key[0])}
    names = in_words(session, of, cents)
    found = sorted(
        ({**names[key], "cents": each} for key, each in cents.items() if key in names), key=lambda row: (row["organisation"], row["what"])
    )
    return Listing(
        _("Agreed for %(month)s", month=month_written(at, asked.locale)),
        Known(found, "cents"),
        _columns("cents"),
        [str(KINDS[kind])] if kind else [],
        currency=of.currency,
    )


def changed(session: Session, asked: Asked, words: Words) -> Listing:
    of, at = _of(session, asked, words)
    wanted = Change(words["change"]) if "change" in words else None
    changes = [each for each in of.moved(at) if each.cents and wanted in (None, each.change)]
    names = in_words(session, of, [each.key for each in changes])
    found = [
        {**names[each.key], "change": each.change, "before": each.before, "after": each.after, "cents": each.cents}
        for each in changes
        if each.key in names
    ]
    columns = [*_columns("before", "after", "cents"), ListColumn("change", _("Why"), said=lambda each: str(CHANGES[each]))]
    facts = [month_written(at, asked.locale), *([str(CHANGES[wanted])] if wanted else [])]
    return Listing(
        _("What changes against the month before"),
        Known(sorted(found, key=lambda row: row["cents"]), "cents"),
        columns,
        facts,
        currency=of.currency,
    )


def deals(session: Session, asked: Asked, words: Words) -> Listing:
    """Stage by stage, each leading to its opportunities: those of this currency and these locations that are expected before the month."""
    at, of = Month.parse(words["month"]), pipeline(session, asked)[words["currency"]]
    counted = f"until={at}&currency={words['currency']}&location={asked.place_word}"
    found = []
    for stage, percent in of.percents.items():
        cells = [cell for (expected, is_of), cell in of.forecast.cells.items() if expected < at and is_of == stage]
        value = sum(cell.cents for cell in cells)
        if cells:
            found.append(
                {
                    "stage": stage,
                    "count": sum(cell.count for cell in cells),
                    "value": value,
                    "percent": percent * 10,
                    "cents": weighted(value, percent),
                }
            )
    columns = [
        ListColumn("stage", _("Stage"), path=f"/pipeline/list/?stage={{stage}}&{counted}", said=lambda each: stage_said(Stage(each))),
        ListColumn("count", _("Opportunities"), Kind.COUNT),
        ListColumn("value", _("Value a month"), Kind.MONEY),
        ListColumn("percent", _("How likely"), Kind.SHARE),
        ListColumn("cents", _("May come"), Kind.MONEY),
    ]
    return Listing(
        _("What may come from the pipeline"), Known(found, "cents"), columns, [month_written(at, asked.locale)], currency=words["currency"]
    )


def opportunities(session: Session, asked: Asked, words: Words) -> Listing:
    """One by one: those that are expected before the month. Raises KeyError for a currency of which the reader may see none."""
    at, currency = Month.parse(words["month"]), pipeline(session, asked)[words["currency"]].forecast.currency
    columns = [
        ListColumn("name", _("Opportunity"), path="/opportunities/{id}/"),
        ListColumn("location", _("Location")),
        ListColumn("stage", _("Stage"), said=lambda each: stage_said(Stage(each))),
        ListColumn("expected_on", _("Expected on"), Kind.DATE),
        ListColumn("cents", _("Value a month"), Kind.MONEY),
    ]
    return Listing(_("Opportunities"), expected_before(asked, at, currency), columns, [month_written(at, asked.locale)], currency=currency)


def together(session: Session, asked: Asked, words: Words) -> Listing:
    """What is agreed, of each kind, and what may come; each leads to its own list."""
    of, at = _of(session, asked, words)
    link = f"month={at}&currency={of.currency}&location={asked.place_word}"
    found = [{"part": str(name), "cents": of.agreed(at, kind), "words": f"what=agreed&kind={kind}&{link}"} for kind, name in KINDS.items()]
    coming = pipeline(session, asked).get(of.currency)
    if coming is not None:
        found.append({"part": _("May come from the pipeline"), "cents": coming.brings(at), "words": f"what=deals&{link}"})
    columns = [ListColumn("part", _("What"), path="/reports/next-months/list?{words}"), ListColumn("cents", _("Net"), Kind.MONEY)]
    return Listing(
        _("Agreed and may come"),
        Known([each for each in found if each["cents"]], "cents"),
        columns,
        [month_written(at, asked.locale)],
        currency=of.currency,
    )


def _of(session: Session, asked: Asked, words: Words) -> tuple[NextMonths, Month]:
    """Raises KeyError or ValueError for words that mean nothing."""
    at = Month.parse(words["month"])
    of = {each.currency: each for each in next_months(session, asked)}[words["currency"]]
    if at not in of.months:
        raise ValueError(f"{at} is not one of the next months")
    return of, at


def _columns(*amounts: str) -> list[ListColumn]:
    names = {"before": _("Month before"), "after": _("This month"), "cents": _("Difference") if len(amounts) > 1 else _("Net")}
    return [
        ListColumn("organisation", _("Customer"), path="/organisations/show/{organisation_id}"),
        ListColumn("what", _("For"), path="/{page}/show/{id}"),
        ListColumn("location", _("Location")),
        ListColumn("starts_on", _("From"), Kind.DATE),
        ListColumn("ends_on", _("Last day"), Kind.DATE),
        *(ListColumn(name, names[name], Kind.MONEY) for name in amounts),
    ]


NEXT_MONTHS = Definition(
    "next-months",
    Permission.REVENUE_READ,
    lambda: _("Next months"),
    build,
    {"agreed": agreed, "moved": changed, "deals": deals, "opportunities": opportunities, "together": together},
    has_period=False,
)
