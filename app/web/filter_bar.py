"""The bar above a list: one quick search, and filters by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import gettext as _
from markupsafe import Markup

from app.web.filter_kinds import Anywhere
from app.web.markup import language

SELECTS = ("ChoiceField", "LookupField")


@dataclass(frozen=True)
class Quick:
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    operators: list[str]
    field: Markup


@dataclass(frozen=True)
class Ways:
    """By which columns a list can be filtered, and the rows that foyer.js takes to do so: the same for everybody."""

    columns: list[Column]
    operators: dict[str, list[str]]
    rows: Markup


@dataclass(frozen=True)
class Bar:
    """What search.html draws."""

    quick: Quick | None
    ways: Ways
    active: list[tuple[str, str, str]]
    filtered: bool


def bar_of(view: Any, active: list[tuple[str, str, str]]) -> Bar:
    known = view._filters.get_search_filters()
    quick = _quick(view, known)
    shown = [each for each in active if quick is None or f"_flt_{_number(known, each)}_{each[0]}" != quick.name]
    said = [(each[0], way_said(view.datamodel, each[0], known[each[0]][_number(known, each)]), each[2]) for each in shown]
    return Bar(quick, _ways(view, known), said, filtered=bool(active))


def _ways(view: Any, known: dict[str, list[Any]]) -> Ways:
    """Drawn once for each language, not for every page: its empty fields are a sixth of a list's time."""
    kept: dict[tuple[str, str], Ways] = view.__dict__.setdefault("ways_to_filter", {})
    key = (language(), request.script_root)
    if key not in kept:
        form = view.search_form.refresh()
        operators = {
            name: [way_said(view.datamodel, name, each) for each in known[name] if not isinstance(each, Anywhere)]
            for name in view.search_columns
            if name in known and name in form
        }
        columns = [Column(name, str(form[name].label.text), operators[name], _drawn(form[name])) for name in operators]
        rows = Markup(render_template("appbuilder/general/widgets/search_rows.html", columns=columns))
        kept[key] = Ways(columns, operators, rows)
    return kept[key]


def way_said(datamodel: Any, column: str, operator: Any) -> str:
    """Flask-AppBuilder says "Smaller than" of a day and "No Relation" of an organisation; people say before, and is not."""
    days = datamodel.is_date(column) or datamodel.is_datetime(column) or datamodel.is_month(column)
    known = {
        "eq": _("is"), "neq": _("is not"), "rel_o_m": _("is"), "nrel_o_m": _("is not"), "rel_m_m": _("has"),
        "gt": _("after") if days else _("more than"), "lt": _("before") if days else _("less than"), "in": _("one of"), "not_in": _("none of"),
        "sw": _("starts with"), "nsw": _("does not start with"), "ew": _("ends with"), "new": _("does not end with"),
        "ct": _("contains"), "nct": _("does not contain"),
    }  # fmt: skip
    return known.get(operator.arg_name) or str(operator.name)


def _number(known: dict[str, list[Any]], active: tuple[str, str, str]) -> int:
    return [str(each.name) for each in known[active[0]]].index(active[1])


def _quick(view: Any, known: dict[str, list[Any]]) -> Quick | None:
    """Search all of the view's `quick_columns`, or only the view's `quick_search` column, or the first text column among its search columns, for what it contains."""
    wanted = [view.quick_search] if view.quick_search else view.search_columns
    for column in wanted:
        kind = Anywhere if view.quick_columns else FilterContains
        for number, operator in enumerate(known.get(column, ())):
            if isinstance(operator, kind):
                name = f"_flt_{number}_{column}"
                label = _("Search %(what)s", what=str(view.quick_label or view.label_columns.get(column, column)).lower())
                return Quick(name, request.args.get(name, ""), label)
    return None


def _drawn(field: Any) -> Markup:
    if field.type == "BooleanField":
        return Markup(field(class_="form-check-input"))
    return Markup(field(class_="form-select" if field.type in SELECTS else "form-control"))
