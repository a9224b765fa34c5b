"""docs/limits.md: each number is the constant that it names, each test is there, and no door with a limit is left out."""

from __future__ import annotations

import datetime as dt
import importlib
import re
from typing import Any, NamedTuple

import pytest
from flask import Flask

from app.web.config import LARGEST_REQUEST
from config import HERE

PAGE = (HERE / "docs" / "limits.md").read_text()


class Row(NamedTuple):
    what: str
    limit: str
    code: str
    test: str


ROWS = [Row(*cells) for cells in re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \| `([\w./:]+)` \|$", PAGE, re.M)]


def named(path: str) -> Any:
    """What stands at that dotted path: in a module, or in a class of one."""
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise LookupError(path)


def spellings(value: Any) -> set[str]:
    """How the page may write it: bytes as KB and MB, cents as money, days and hours by name."""
    if isinstance(value, dt.timedelta):
        return {f"{value.days} days"} if value.days else {f"{value.seconds // 3600} hour"}
    if isinstance(value, str):
        return {value}
    found = {f"{value:,}", f"{value:,} an hour", f"{value // 100:,}.{value % 100:02}"}
    return found | {f"{value // size} {unit}" for size, unit in ((1024, "KB"), (1024**2, "MB")) if value % size == 0}


def rules(view: Any) -> list[str]:
    """The limits of a door, in words."""
    return [
        rule
        for limit in view.limits or ()
        if isinstance(rule := limit.limit_value() if callable(limit.limit_value) else limit.limit_value, str)
    ]


def test_every_line_of_a_table_is_read():
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("|---", "| what | limit |"))]

    assert len(ROWS) == len(lines) > 70


def test_nginx_lets_through_what_foyer_takes() -> None:
    assert f"client_max_body_size {LARGEST_REQUEST // 1024**2}m;" in (HERE / "deploy" / "nginx" / "foyer.conf").read_text()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}-{row.limit}")
def test_each_number_is_that_of_the_code_and_each_test_is_there(row: Row, web_app: Flask) -> None:
    found = named(row.code)
    if isinstance(found, type):
        with web_app.app_context():
            assert set(row.limit.split(", ")) <= set(rules(found))
    else:
        assert row.limit in spellings(found)
    file, _colons, name = row.test.partition("::")
    assert re.search(rf"^def {name}\(", (HERE / file).read_text(), re.M), row.test


def test_no_door_that_counts_is_left_out(web_app: Flask) -> None:
    told = {(row.code.rpartition(".")[2], rule) for row in ROWS for rule in row.limit.split(", ")}
    with web_app.app_context():
        ours = [type(view) for view in web_app.appbuilder.baseviews if type(view).__module__.startswith("views.")]  # type: ignore[attr-defined]
        assert {(view.__name__, rule) for view in ours for rule in rules(view)} - told == set()
