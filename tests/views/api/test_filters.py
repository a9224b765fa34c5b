"""Filters of the API: each operator of each column finds, and what is asked wrongly is the caller's mistake and never all rows."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from app.access.roles import NETWORK_ADMIN
from app.web.filters import SEVERAL
from app.web.interface import ScopedInterface
from tests.views.every import fill_every_screen
from views.api import RESOURCES


def asked(*filters: tuple[str, str, Any]) -> str:
    return "?q=" + quote(json.dumps({"filters": [{"col": column, "opr": operator, "value": value} for column, operator, value in filters]}))


def test_every_operator_of_every_column_answers(program, make):
    fill_every_screen(make)
    admin = program()
    for resource in (each for each in RESOURCES if hasattr(each, "datamodel")):
        data, every = resource.datamodel, []
        for column in admin.get(f"{resource.resource_name}/_info")[1]["filters"]:
            value = fitting(data, column)
            every += [
                (column, each.arg_name, [value] if each.arg_name in SEVERAL else value)
                for each in data.filter_converter_class(data).convert(column)
            ]
        status, found = admin.get(f"{resource.resource_name}/{asked(*every)}")
        assert (status, found["ids"]) == (200, []), resource.resource_name


def fitting(data: ScopedInterface, column: str) -> Any:
    if data.is_boolean(column):
        return True
    if data.is_enum(column):
        return data.list_columns[column].type.enums[0]
    if data.is_month(column):
        return "2026-06"
    if data.is_date(column):
        return "2026-06-01"
    if data.is_datetime(column):
        return "2026-06-01T00:00"
    return 5 if data.is_integer(column) or data.is_numeric(column) else "a"


def test_a_screen_filtered_by_month_leaves_the_api_as_it_was(program, make, login):
    """FAB keeps one operator of each name for the process: a month's was asked for every column from then on."""
    ours = make.invoice(make.organisation(name="Blue Studio"))
    make.invoice(make.organisation(name="Amber Labs"))
    browser, admin = login(NETWORK_ADMIN), program()

    assert browser.get("/invoices/list/?_flt_0_month=2026-06&_flt_1_month=2026-01").status_code == 200

    assert admin.get(f"invoice/{asked(('number', 'eq', ours.number), ('id', 'gt', 0))}")[1]["ids"] == [ours.id]
    assert admin.get(f"organisation/{asked(('name', 'neq', 'Amber Labs'))}")[1]["count"] == 1
    assert (
        admin.get(f"invoice/{asked(('month', 'eq', '2026-06'), ('month', 'gt', '2026-05'), ('month', 'lt', '2026-07'))}")[1]["count"] == 2
    )


@pytest.mark.parametrize(
    ("column", "operator", "value"),
    [
        ("name", "like", "A"), ("name", "gt", "A"), ("name", "", "A"), ("nothing", "eq", 1), ("nothing", "like", 1),
        ("id", "in", 5), ("id", "in", True), ("id", "in", "12"), ("name", "in", "Alpha"), ("id", "in", [1, "x"]), ("id", "not_in", [True]), ("id", "in", [1.5]),
        ("id", "eq", "x"), ("id", "eq", [1]), ("name", "eq", ["Alpha"]), ("name", "ct", "x" * 201), ("auto_pay", "eq", "perhaps"), ("status", "eq", "happy"),
    ],
)  # fmt: skip
def test_what_no_column_can_be_asked_is_refused(program, make, column, operator, value):
    make.organisation(name="Alpha")

    status, found = program().get(f"organisation/{asked((column, operator, value))}")

    assert status == 400 and found["message"], found


def test_a_filter_that_lacks_a_part_is_refused(program, make):
    make.organisation()
    admin = program()
    for part in ({"col": "name", "opr": "eq"}, {"col": "name", "value": "x"}, {"opr": "eq", "value": "x"}, {}):
        assert admin.get("organisation/?q=" + quote(json.dumps({"filters": [part]})))[0] == 400, part


def test_a_list_finds_each_of_its_values(program, make):
    rows = [make.organisation(name=name) for name in ("Alpha", "Beta", "Gamma")]
    admin = program()

    assert admin.get(f"organisation/{asked(('name', 'in', ['Alpha', 'Gamma']))}")[1]["ids"] == [rows[0].id, rows[2].id]
    assert admin.get(f"organisation/{asked(('id', 'in', [rows[1].id, str(rows[2].id)]))}")[1]["ids"] == [rows[1].id, rows[2].id]
    assert admin.get(f"organisation/{asked(('id', 'not_in', [rows[1].id]))}")[1]["ids"] == [rows[0].id, rows[2].id]
    assert admin.get(f"organisation/{asked(('id', 'in', []))}")[1]["ids"] == []
