"""Sales: how far opportunities came, how long they stood in a stage, and why they were won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import number_text
from app.models.opportunity import Stage
from app.queries.opportunities.deals import Wanted
from app.queries.opportunities.report import NOTHING, sales_report
from app.queries.opportunities.report import Report as Counted
from app.queries.reports.asked import Asked
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, Report, Section
from app.rendering.reports.words import bars, count, percent, text
from app.rendering.stages import stage_said
from app.rules.sales_figures import ABANDONED, ORDER


def build(session: Session, asked: Asked) -> Report:
    """Of all that were opened in the months; the screen narrows them down to an owner or a heat."""
    found = sales_report(session, asked.first.first, asked.until, Wanted(location_id=asked.location_id), by=asked.by)
    if not found.rows:
        return Report([], [], [], nothing=(_("No opportunity was opened in this time."), _("Choose other days or filters.")))
    opened, won = len(found.rows), found.count(Stage.WON.value)
    figures = [
        Figure(_("Opened"), count(opened, **behind(asked))),
        Figure(
            _("Won"),
            percent(won, opened, **behind(asked, became=Stage.WON.value)),
            hint=_("%(sold)s of %(all)s", sold=won, all=opened),
        ),
        Figure(_("Abandoned"), count(found.count(ABANDONED), **behind(asked, became=ABANDONED))),
    ]
    return Report([finding(found, asked.locale)], figures, _sections(found, asked))


def behind(asked: Asked, **test: Any) -> dict[str, Any]:
    """The list of opportunities that were opened on the days that are asked for."""
    return {"report": "sales", "from": asked.first.first, "to": asked.until, **test}


def funnel(reached: Mapping[str, int], asked: Asked) -> Section:
    """How many reached each stage, of all and of those that reached the one before."""
    before = {stage: reached[ORDER[at - 1]] if at else 0 for at, stage in enumerate(ORDER)}
    rows = [
        [
            text(stage_said(Stage(stage))),
            count(reached[stage], **behind(asked, reached=stage)),
            percent(reached[stage], before[stage], **behind(asked, reached=stage)) if before[stage] else Cell(None, Kind.SHARE),
        ]
        for stage in ORDER
    ]
    return Section(
        "reached",
        _("How far opportunities came"),
        [Column(_("Stage")), Column(_("Reached"), Kind.COUNT), Column(_("Of the stage before"), Kind.SHARE)],
        rows,
        _reached(reached, asked.locale),
        _("How many reached each stage; the table below has the numbers."),
        ("funnel",),
    )


def _stays(found: Counted, stage: str, asked: Asked) -> list[Cell]:
    """A median stands in the middle of its list, which has as many rows as there are stays."""
    over = {**behind(asked, stage=stage), "list": "stays"}
    number = len(found.stays[stage])
    return [
        text(stage_said(Stage(stage))),
        Cell(found.days(stage), Kind.COUNT, behind=over if number else None, measured=number),
        count(number, **over),
    ]


def _sections(found: Counted, asked: Asked) -> list[Section]:
    drawn = pictures(found, asked.locale)
    days = [_stays(found, stage, asked) for stage in ORDER[:-1]]
    became: dict[str, dict[str, Any]] = {
        "opened": {},
        "open": {"became": "open"},
        "won": {"became": "won"},
        "abandoned": {"became": ABANDONED},
    }
    places = [
        [text(name), *(count(counts.get(what, 0), **behind(asked, by_location=key, **test)) for what, test in became.items())]
        for key, name, counts in found.by("location")
    ]
    stage_column = Column(_("Stage"))
    return [
        funnel(found.reached, asked),
        Section(
            "days",
            _("How long they stood in a stage"),
            [stage_column, Column(_("Median days"), Kind.COUNT), Column(_("Stays that are over"), Kind.COUNT)],
            days,
            drawn["days"],
        ),
        Section(
            "lost",
            _("Why they were lost"),
            [Column(_("Reason")), Column(_("Abandoned"), Kind.COUNT)],
            [[text(given(name)), count(number, **behind(asked, reason=key))] for key, name, number in found.lost()],
            drawn["lost"],
        ),
        Section(
            "won",
            _("Where those came from who were won"),
            [Column(_("Source")), Column(_("Won"), Kind.COUNT)],
            [[text(given(name)), count(number, **behind(asked, became=Stage.WON.value, by_source=name))] for name, number in found.won()],
            drawn["won"],
        ),
        Section(
            "locations",
            _("By location"),
            [Column(_("Location")), *(Column(name, Kind.COUNT) for name in (_("Opened"), _("Still open"), _("Won"), _("Abandoned")))],
            places,
        ),
    ]


def _reached(reached: Mapping[str, int], locale: str) -> dict[str, Any]:
    return bars([stage_said(Stage(stage)) for stage in ORDER], [reached[stage] for stage in ORDER], locale)


def given(name: str) -> str:
    """A source or a reason."""
    return _("Not said") if name == NOTHING else name


def finding(report: Counted, locale: str) -> str:
    """The report in one sentence."""
    opened, won, lost = len(report.rows), report.count(Stage.WON.value), report.count(ABANDONED)
    if not opened:
        return ""
    part = (2 * 100 * won + opened) // (2 * opened)
    return _(
        "%(won)s of %(opened)s opportunities were won (%(share)s %%), %(lost)s were abandoned.",
        won=number_text(won, locale),
        opened=number_text(opened, locale),
        share=part,
        lost=number_text(lost, locale),
    )


def pictures(report: Counted, locale: str) -> dict[str, dict[str, Any]]:
    """What each table is drawn from."""
    stages = [stage_said(Stage(stage)) for stage in ORDER[:-1]]
    lost, won = report.lost(), report.won()
    days = [report.days(stage) for stage in ORDER[:-1]]
    return {
        "reached": _reached(report.reached, locale),
        "days": {
            "kind": "bars",
            "names": stages,
            "values": [each or 0 for each in days],
            "texts": [ngettext("%(num)d day", "%(num)d days", each) if each is not None else "" for each in days],
        },
        "lost": bars([given(name) for _id, name, _count in lost], [number for _id, _name, number in lost], locale),
        "won": bars([given(name) for name, _count in won], [number for _name, number in won], locale),
    }


SALES = Definition("sales", Permission.OPPORTUNITY_READ, lambda: _("Sales"), build)
