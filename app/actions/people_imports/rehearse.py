"""The test of the rows of one organisation: all are brought in, priced together, and undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from psycopg import IntegrityError as Broken
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.access.scope import narrowed
from app.actions.people_imports.bring_in import Brought, bring_in, license_of
from app.actions.people_imports.columns import column_of
from app.actions.people_imports.filling import HOLDER, Filling, holder_of
from app.actions.people_imports.person import read_person
from app.actions.people_imports.tested import Tested, refused
from app.core.clock import today
from app.core.errors import Conflict, FoyerError
from app.models import License, Organisation, PeopleImport, PeopleImportRow
from app.models.people_import import RowState
from app.promises import refusal
from app.queries.first_invoices import first_invoices
from app.work import Work, rehearsal

ALIKE = 0.6  # of pg_trgm: "Acme (Pty) Ltd" and "Acme Pty Ltd"


def rehearse_people(found: PeopleImport, rows: Sequence[PeopleImportRow], filling: Filling, *, by: Actor) -> dict[int, Tested]:
    """By row id. Raises Conflict when somebody else holds what these rows need: try again in a moment."""
    told: dict[int, Tested] = {}
    read = {row.id: read_person(row.cells, found.columns, len(found.header)).values for row in rows}
    with rehearsal(by=by) as work:
        brought: dict[int, Brought] = {}
        for row_id, values in read.items():
            try:
                with work.session.begin_nested():
                    one = bring_in(work, values)
                    if one.made is not None:
                        filling.require_room(work, license_of(one))
                brought[row_id] = one
            except Conflict:
                raise
            except FoyerError as no:
                told[row_id] = refused(column_of(no.field), str(no.message))
            except (IntegrityError, Broken) as broken:
                why = refusal(broken)
                told[row_id] = refused(column_of(why.field), str(why.message))
        work.session.flush()  # prices are read past the session
        new = {one.made.organisation_id for one in brought.values() if one.made is not None and one.is_new_organisation}
        priced = first_invoices(work.session, [license_of(one) for one in brought.values() if one.made is not None])
        for row_id, one in brought.items():
            told[row_id] = (
                Tested(RowState.THERE) if one.made is None else Tested(RowState.GOOD, plan=_plan(work, one, new, priced, read[row_id]))
            )
    for each in told.values():
        if HOLDER in each.plan:
            filling.note(each.plan[HOLDER])
    return told


def _plan(work: Work, one: Brought, new: set[int], priced: dict[int, Any], values: dict[str, Any]) -> dict[str, Any]:
    license = license_of(one)
    first, is_new = priced.get(license.id), license.organisation_id in new
    return {
        "organisation": license.organisation.name,
        "is_new_organisation": is_new,
        "person": str(license.user),
        "is_new_person": one.is_new_person,
        "location": license.location.name,
        "membership": license.membership.name,
        "space": license.space.name,
        "starts_on": license.starts_on.isoformat(),
        "currency": license.location.currency,
        "role": first.role if first else None,
        "month": str(first.month) if first else None,
        "net_cents": first.net if first else 0,
        "warnings": list(_warnings(work, one, license, first is not None, values)),
        **holder_of(license, is_new=is_new),
    }


def _warnings(work: Work, one: Brought, license: License, is_billed: bool, values: dict[str, Any]) -> Iterator[str]:
    if one.is_new_organisation and (other := _alike(work, license.organisation)):
        yield _("A new organisation, though there is one called %(name)s.", name=other)
    if not one.is_new_person:
        yield _("Is known already as %(name)s, and gets another license.", name=str(license.user))
    if license.starts_on < today(license.location.zone):
        yield _("Starts in the past: months that are billed already are corrected on the next invoice.")
    if not is_billed and values.get("custom_price") != 0:
        yield _("Nothing is billed in its first month or the next.")


def _alike(work: Work, organisation: Organisation) -> str | None:
    alike = func.similarity(Organisation.name, organisation.name)
    query = select(Organisation.name).where(
        Organisation.id != organisation.id,
        Organisation.name.op("%")(organisation.name),
        alike > ALIKE,
        func.lower(Organisation.name) != organisation.name.lower(),
    )
    return work.session.scalar(narrowed(query, work.by, Organisation).order_by(alike.desc()).limit(1))
