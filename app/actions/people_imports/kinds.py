"""What the rows of a spreadsheet become: members, leads, or another noun. The columns, the rights and the verbs of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.access.actor import Actor
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
from app.actions.sheet_imports.labels import about as about_sheet
from app.actions.sheet_imports.labels import labels
from app.actions.sheet_imports.nouns import NOUNS, Noun
from app.models import PeopleImportRow
from app.models.people_import import ImportKind, RowState
from app.work import Work


@dataclass(frozen=True)
class ByRow:
    """Rows that are made by the action of who types one. `at_once`: how many groups of rows are tested in one transaction.

    `rehearse(found, rows, memory, by=)` tests rows, where `memory(session, import_id)` is what was tested before; `bring_in` makes one.
    """

    read: Callable[..., Person]
    twins: Callable[[], Any]
    memory: Callable[..., Any]
    rehearse: Callable[..., dict[int, Tested]]
    bring_in: Callable[[Work, PeopleImportRow, dict[str, Any]], None]
    at_once: int = 1


@dataclass(frozen=True)
class Kind:
    """`either`: choices of columns, of each of which one is needed whole. `labels` are what people call the columns in their language.

    Its rows come in one by one, or as those of a `noun`, in chunks. `guarded` columns take a right of their own.
    """

    sheet: str
    permission: Permission
    columns: Mapping[str, Column]
    about: Callable[[], dict[str, str]]
    either: tuple[tuple[tuple[str, ...], ...], ...]
    by_row: ByRow | None = None
    noun: Noun | None = None
    labels: Callable[[], Mapping[str, str]] = dict

    def may_fill(self, column: str, by: Actor) -> bool:
        wanted = self.noun.guarded.get(column) if self.noun is not None else None
        return wanted is None or by.may(wanted)


def _member(work: Work, row: PeopleImportRow, values: dict[str, Any]) -> None:
    made = bring_in(work, values).made
    row.state = RowState.ONBOARDED if made is not None else RowState.THERE
    row.onboarding_id = made.id if made is not None else None


def _lead(work: Work, row: PeopleImportRow, values: dict[str, Any]) -> None:
    made = bring_in_lead(work, values)
    row.state = RowState.THERE if made.is_there else RowState.ONBOARDED
    row.lead_id = made.lead.id


def _of(noun: Noun) -> Kind:
    """A row needs what names it; what else a new one needs is said of the row."""
    sheet = noun.sheet
    needed = () if noun.by_name else sheet.key
    columns = {
        each.name: Column(each.name, each.read, each.to, noun.headings.get(each.name, ()), each.name in needed) for each in sheet.columns
    }
    either = ((("code",), ("name",)),) if noun.by_name else ()
    return Kind(sheet.name, noun.permission, columns, partial(about_sheet, sheet), either, noun=noun, labels=labels)


ONE_MEMBER = ByRow(read_person, Twins, Filling, rehearse_people, _member)
ONE_LEAD = ByRow(read_lead, NoTwins, lambda *_seen: None, rehearse_leads, _lead, at_once=50)
MEMBERS = Kind("people", Permission.USER_ONBOARD, COLUMNS, about, ((("name",), ("first_name", "last_name")),), ONE_MEMBER)
LEADS = Kind("leads", Permission.LEAD_WRITE, LEAD_COLUMNS, about_leads, ((("email",), ("phone",)),), ONE_LEAD)
KINDS: dict[ImportKind, Kind] = {ImportKind.MEMBERS: MEMBERS, ImportKind.LEADS: LEADS} | {kind: _of(noun) for kind, noun in NOUNS.items()}
