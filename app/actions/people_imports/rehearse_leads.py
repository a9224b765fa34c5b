"""The test of some rows of leads: all are brought in together, so that one sees the other, and undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from psycopg import IntegrityError as Broken
from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.actions.people_imports.bring_in_lead import BroughtLead, bring_in_lead
from app.actions.people_imports.columns import column_of
from app.actions.people_imports.lead_columns import LEAD_COLUMNS, read_lead
from app.actions.people_imports.tested import Tested, refused
from app.core.errors import Conflict, FoyerError
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import RowState
from app.promises import refusal
from app.queries.leads.open_lead import on_same_phone
from app.work import Work, rehearsal


def rehearse_leads(found: PeopleImport, rows: Sequence[PeopleImportRow], _memory: None, *, by: Actor) -> dict[int, Tested]:
    """By row id. Raises Conflict when somebody else holds what these rows need: try again in a moment."""
    read = {row.id: (row.line, read_lead(row.cells, found.columns, len(found.header)).values) for row in rows}
    told: dict[int, Tested] = {}
    lines: dict[int, int] = {}  # of the leads that these rows make
    with rehearsal(by=by) as work:
        for row_id, (line, values) in read.items():
            try:
                with work.session.begin_nested():
                    one = bring_in_lead(work, values)
                told[row_id] = Tested(RowState.THERE) if one.is_there else Tested(RowState.GOOD, plan=_plan(work, one, lines))
                lines.setdefault(one.lead.id, line)
            except Conflict:
                raise
            except FoyerError as no:
                told[row_id] = refused(column_of(no.field, LEAD_COLUMNS), str(no.message))
            except (IntegrityError, Broken) as broken:
                why = refusal(broken)
                told[row_id] = refused(column_of(why.field, LEAD_COLUMNS), str(why.message))
    return told


def _plan(work: Work, one: BroughtLead, lines: dict[int, int]) -> dict[str, Any]:
    lead = one.lead
    joins = ""
    if one.joins:
        joins = _("line %(line)d of this file", line=lines[lead.id]) if lead.id in lines else lead.code
    return {
        "person": lead.name,
        "company": lead.company,
        "location": lead.location.name,
        "owner": str(lead.owner) if lead.owner is not None else "",
        "heat": lead.heat.value,
        "joins": joins,
        "joins_id": lead.id if one.joins and lead.id not in lines else None,
        "warnings": list(_warnings(work, one, lines)),
    }


def _warnings(work: Work, one: BroughtLead, lines: dict[int, int]) -> Iterator[str]:
    if one.joins:
        return
    for other in on_same_phone(work.session, one.lead, by=work.by)[:1]:
        where = _("line %(line)d of this file", line=lines[other.id]) if other.id in lines else other.code
        yield _("On the same phone as %(who)s (%(where)s), who may be a colleague: two leads.", who=other.name, where=where)
