"""A spreadsheet of people in the words of the screen."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.people_imports.columns import COLUMNS, about
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.person import text_of
from app.core.month import Month
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportState
from app.web.formats import as_date, as_month


def seen(row: PeopleImportRow, found: PeopleImport) -> dict[str, str]:
    """A row as people read it: who it is about even where it is wrong, its days and months in their words."""

    def cell(name: str) -> str:
        return cell_of(row, found, name)

    start, month = row.plan.get("starts_on"), row.plan.get("month")
    return {
        "person": cell("name") or f"{cell('first_name')} {cell('last_name')}".strip(),
        "email": cell("email"),
        "organisation": cell("organisation"),
        "starts_on": as_date(dt.date.fromisoformat(start)) if start else "",
        "month": as_month(Month.parse(month)) if month else "",
    }


def cell_of(row: PeopleImportRow, found: PeopleImport, name: str) -> str:
    """A cell as it stands in the file, by our name of its column."""
    place = found.columns.get(name, len(row.cells))
    return text_of(row.cells[place])[:60] if place < len(row.cells) else ""


def said_of(found: PeopleImport, counts: dict[str, int], total: int, waiting: int, goal: int) -> str:
    """Where it stands, in a sentence."""
    if found.state is ImportState.READING:
        return _("The file is being read.")
    if found.state is ImportState.TESTING:
        return _("%(done)d of %(total)d rows are tested.", done=total - waiting, total=total)
    if KINDS[found.kind].noun is not None:
        if found.state is ImportState.ONBOARDING:
            done = max(counts.get("onboarded", 0), found.done if found.is_whole else 0)
            return _("%(done)d of %(total)d rows are brought in.", done=done, total=goal)
        came = ngettext("%(num)d row is in.", "%(num)d rows are in.", counts.get("onboarded", 0))
        bad = counts.get("bad", 0)
        return (
            f"{came} "
            + ngettext(
                "%(num)d stays out: mend it in the file of rows that stay out, and upload that.",
                "%(num)d stay out: mend them in the file of rows that stay out, and upload that.",
                bad,
            )
            if bad
            else came
        )
    if found.state is ImportState.ONBOARDING:
        return _("%(done)d of %(total)d people are in.", done=counts.get("onboarded", 0), total=goal)
    return ngettext("%(num)d person is in.", "%(num)d people are in.", counts.get("onboarded", 0))


def described() -> list[tuple[str, bool, str]]:
    """Our columns: name, whether it is needed, what for."""
    words = about() | {"first_name": _("Instead of the whole name."), "last_name": _("Instead of the whole name.")}
    return [(name, column.needed or name == "name", words[name]) for name, column in COLUMNS.items()]


def state_words() -> dict[str, str]:
    return {
        "matching": _("waits for its columns"),
        "reading": _("is being read"),
        "testing": _("is being tested"),
        "tested": _("tested, nothing is in yet"),
        "onboarding": _("is being brought in"),
        "done": _("done"),
    }


def left_name(found: PeopleImport) -> str:
    """A plain file name, whatever the upload was called."""
    stem = "".join(char if char.isascii() and char.isalnum() else "-" for char in found.file.rpartition(".")[0])[:60].strip("-")
    return f"{stem or 'people'}-left-out"


def row_words() -> dict[str, str]:
    return {"good": _("comes in"), "bad": _("stays out"), "there": _("there already"), "onboarded": _("in"), "waiting": _("waits")}
