"""What the rows of a spreadsheet of people become: members, or leads. The columns, the rights and the verbs of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.permissions import Permission
from app.actions.people_imports.bring_in import bring_in
from app.actions.people_imports.bring_in_lead import bring_in_lead
from app.actions.people_imports.columns import COLUMNS, Column, about
from app.actions.people_imports.filling import Filling
from app.actions.people_imports.lead_columns import LEAD_COLUMNS, about_leads, read_lead
from app.actions.people_imports.person import Person, read_person
from app.actions.people_imports.rehearse import rehearse_people
from app.actions.people_imports.rehearse_leads import rehearse_leads
from app.actions.people_imports.tested import Tested
from app.actions.people_imports.twins import NoTwins, Twins
from app.models import PeopleImportRow
from app.models.people_import import ImportKind, RowState
from app.work import Work


@dataclass(frozen=True)
class Kind:
    """`either`: choices of columns, of each of which one is needed whole. `at_once`: how many groups of rows are tested in one transaction.

    `rehearse(found, rows, memory, by=)` tests rows, where `memory(session, import_id)` is what was tested before; `bring_in` makes one.
    """

    sheet: str
    permission: Permission
    columns: Mapping[str, Column]
    about: Callable[[], dict[str, str]]
    either: tuple[tuple[tuple[str, ...], ...], ...]
    read: Callable[..., Person]
    twins: Callable[[], Any]
    memory: Callable[..., Any]
    rehearse: Callable[..., dict[int, Tested]]
    bring_in: Callable[[Work, PeopleImportRow, dict[str, Any]], None]
    at_once: int = 1


def _member(work: Work, row: PeopleImportRow, values: dict[str, Any]) -> None:
    made = bring_in(work, values).made
    row.state = RowState.ONBOARDED if made is not None else RowState.THERE
    row.onboarding_id = made.id if made is not None else None


def _lead(work: Work, row: PeopleImportRow, values: dict[str, Any]) -> None:
    made = bring_in_lead(work, values)
    row.state = RowState.THERE if made.is_there else RowState.ONBOARDED
    row.lead_id = made.lead.id


MEMBERS = Kind("people", Permission.USER_ONBOARD, COLUMNS, about, ((("name",), ("first_name", "last_name")),), read_person, Twins, Filling, rehearse_people, _member)
LEADS = Kind("leads", Permission.LEAD_WRITE, LEAD_COLUMNS, about_leads, ((("email",), ("phone",)),), read_lead, NoTwins, lambda *_seen: None, rehearse_leads, _lead, at_once=50)
KINDS: dict[ImportKind, Kind] = {ImportKind.MEMBERS: MEMBERS, ImportKind.LEADS: LEADS}
