"""Every column of every table of the database is marked as personal or not, so that export and erasure forget none."""

from __future__ import annotations

import re

from sqlalchemy import text

from app.models.personal import REGISTER, Fate, Kind
from config import HERE

COLUMNS = text("""
    SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS name, column_name
    FROM information_schema.columns WHERE table_schema IN ('public', 'radius')
""")


def test_every_column_is_marked_and_every_mark_is_a_column(session):
    present: dict[str, set[str]] = {}
    for name, column in session.execute(COLUMNS):
        present.setdefault(name, set()).add(column)
    unmarked = [
        f"{name}.{column}"
        for name, columns in present.items()
        for column in columns - (REGISTER[name].columns if name in REGISTER else set())
    ]
    gone = [f"{name}.{column}" for name, marks in REGISTER.items() for column in marks.columns - present.get(name, set())]
    told = "say in app/models/personal what these columns tell about people, or that they tell nothing (plain)"
    assert not unmarked, f"{told}: {', '.join(sorted(unmarked))}"
    assert not gone, f"marked in app/models/personal, and not in the database: {', '.join(sorted(gone))}"


def test_nothing_is_marked_twice_and_whose_rows_go_is_said():
    for name, marks in REGISTER.items():
        assert not set(marks.plain) & set(marks.personal), name
        assert marks.fate is not Fate.GOES or marks.of, name
        assert set(re.findall(r":(\w+)", marks.of)) <= {"person", "contact", "mails", "accounts", "names", "visits"}, name


def test_what_names_a_person_in_its_own_column_says_whose_row_it_is():
    bare = {
        name
        for name, marks in REGISTER.items()
        if not marks.of and marks.of_kind(Kind.NAME, Kind.MAIL, Kind.ACCOUNT, Kind.CONTACT, Kind.TRACE)
    }
    assert bare == set()


def test_the_page_of_levels_names_every_kind_of_mark():
    page = (HERE / "docs" / "privacy" / "protection.md").read_text()
    assert [kind for kind in Kind if f"`{kind}`" not in page] == []
