"""Take in a spreadsheet of people: its header is looked at, its columns are proposed, and nothing else happens yet."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.match import is_certain, proposed
from app.actions.people_imports.may import places_of, require_kind, told
from app.actions.people_imports.person import kept
from app.actions.people_imports.remembered import remembered
from app.actions.people_imports.source import TEXT, first_rows, opened, separator_of
from app.actions.people_imports.try_out import try_people_import
from app.actions.sheet_imports.spelling import likely
from app.core.errors import Refused
from app.models import PeopleImport
from app.models.people_import import ImportKind
from app.work import transaction

LONGEST_HEADER = 200
LOOKED_AT, SAMPLES = 200, 3  # rows that tell how days and amounts are written, and that are shown beside the headings


def begin_people_import(file: str, content: bytes, *, kind: ImportKind = ImportKind.MEMBERS, by: Actor, wake: bool = True) -> PeopleImport:
    """A file that uses Foyer's own names is tested at once; `wake` tells the jobs, who else carries it on.

    Raises Refused for a file that is no spreadsheet, too large, or without a header.
    """
    name = file.replace("\\", "/").rpartition("/")[2].replace("\x00", "").strip()[-200:] or "people.csv"
    with transaction(by=by) as work:
        require_kind(kind, by)
        with opened(name, content) as sheet:
            header = [cell.strip()[:LONGEST_HEADER].replace("\x00", "") for cell in sheet.header]
            samples = first_rows(sheet, LOOKED_AT)
        if not any(header):
            raise Refused(_("%(name)s is empty: not even a header row.", name=name), field="file")
        columns = proposed(header, KINDS[kind], remembered=remembered(work, kind), by=by)
        row = work.add(
            PeopleImport(
                file=name,
                kind=kind,
                content=content,
                header=header,
                columns=columns,
                samples=[kept(cells) for cells in samples[:SAMPLES]],
                spelling=likely(samples, separator=separator_of(content) if name.lower().endswith(TEXT) else ",").kept(),
                ordered_by=told(by),
                location_ids=places_of(by),
            )
        )
        if is_certain(header, columns, KINDS[kind]):
            try_people_import(row.id, columns, by=by, wake=wake)
    return row
