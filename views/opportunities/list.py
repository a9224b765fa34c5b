"""The pipeline as a list: what the board shows and what is over, to be sorted; also what the numbers of the forecast and of the start page lead to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, false, func, or_, select

from app.core.month import Month
from app.models import Lead, Opportunity
from app.models.opportunity import OPEN_STAGES, Stage
from app.queries.opportunities.deals import chosen, deals
from app.rendering.stages import stage_said
from app.web.actor import current_actor
from app.web.place import reader_today
from views.base.links import address_of
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.opportunities.filters import Choice, asked, choices, wanted_of
from views.opportunities.words import age_said, due_said

PAGE = 50
UNDATED, OPEN = "none", "open"
NARROWED = ("stage", "month", "until", "currency")
SORTS: dict[str, tuple[Any, ...]] = {
    "age": (Opportunity.stage_since, Opportunity.id),
    "name": (func.lower(Lead.name), Opportunity.id),
    "value": (Opportunity.value_cents.desc(), Opportunity.id),
    "expected": (Opportunity.expected_on.asc().nulls_last(), Opportunity.id),
}


class PipelineListView(Screen):
    """GET /pipeline/list/?stage=&month=&until=&currency=&sort=&page= and the filters of the board."""

    route_base = "/pipeline/list"
    default_view = "show"
    class_permission_name = "Opportunity"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, page = current_actor(), asked_number("page")
        wanted, criteria = wanted_of(by), self._criteria()
        sort = request.args.get("sort", "")
        count = self.session.scalar(chosen(select(func.count()), wanted, by=by).where(*criteria)) or 0
        kept = asked() | {name: request.args[name] for name in (*NARROWED, "sort") if request.args.get(name)}
        return self.render_template(
            "screens/opportunity/list.html",
            title=_("Pipeline"),
            rows=deals(self.session, wanted, *criteria, by=by, order=SORTS.get(sort, SORTS["age"]), limit=PAGE, offset=page * PAGE),
            count=count,
            pages=pages_of(count, page, PAGE),
            choices=[*choices(self.session, by=by), self._stages()],
            asked=kept,
            passed=asked(),
            sort=sort if sort in SORTS else "age",
            narrowed={name: word for name in NARROWED[1:] if (word := request.args.get(name, ""))},
            stage_said=stage_said,
            due_said=due_said,
            age_said=age_said,
            address_of=address_of,
        )

    def _criteria(self) -> list[ColumnElement[bool]]:
        """By stage (open ones unless something else is asked), by the month of the forecast or all months before one, and by currency."""
        stage, month, until, currency = (request.args.get(name, "") for name in NARROWED)
        found: list[ColumnElement[bool]] = []
        if stage in set(Stage):
            found.append(Opportunity.stage == Stage(stage))
        elif stage != "all":
            found.append(Opportunity.stage.in_(OPEN_STAGES))
        if currency.isalpha():
            found.append(Opportunity.currency == currency)
        return [*found, *in_month(month, reader_today()), *before_month(until, reader_today())]

    def _stages(self) -> Choice:
        options = [("all", _("Also what is over")), *((each.value, stage_said(each)) for each in Stage)]
        return Choice("stage", _("Stage"), options, request.args.get("stage", ""))


def in_month(text: str, today: dt.date) -> list[ColumnElement[bool]]:
    """Those that the forecast counts in that month ("2026-12"), or without a day ("none"); no criterion for what is no month."""
    if text == UNDATED:
        return [Opportunity.expected_on.is_(None)]
    try:
        month = Month.parse(text)
    except ValueError:
        return []
    within = Opportunity.expected_on.between(month.first, month.last)
    return [or_(within, Opportunity.expected_on < month.first) if month == Month.of(today) else within]


def before_month(text: str, today: dt.date) -> list[ColumnElement[bool]]:
    """Those that the forecast counts in a month before that one, what is late in the present one; no criterion for what is no month."""
    try:
        month = Month.parse(text)
    except ValueError:
        return []
    return [Opportunity.expected_on < month.first if month > Month.of(today) else false()]
