"""Debtors for programs: who owes what by age, the statement of an account, and what was said about it: notes, promises to pay, reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_appbuilder.api import BaseApi, expose, safe
from flask_appbuilder.security.decorators import protect
from flask_babel import gettext as _

from app.actions.dunning.write_note import note_debtor, withdraw_note
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused
from app.core.month import Month
from app.models import DebtorNote
from app.queries.debtors.marks import NOTHING, Mark, marks_of
from app.queries.debtors.statement import Statement, statement
from app.queries.debtors.who_owes import Debtor, who_owes
from app.web.actor import current_actor
from app.web.admitting import Admitting
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from app.web.numbers import whole
from views.api.days import asked_day, iso
from views.api.writable import Verb, WritableApi

MONTHS_BACK = 3
ZONE = "UTC"


class DebtorNoteApi(WritableApi):
    """POST says something about a debtor: `kind` note, promise (`amount_cents`, `until`) or review (`until`). POST /<id>/withdraw ends what rests."""

    resource_name = "debtor_note"
    datamodel = ScopedInterface(DebtorNote)
    class_permission_name = "Debtor"
    include_route_methods = READ_ROUTES | {"post", "verb"}
    list_columns = ["id", "organisation_id", "kind", "noted_on", "text", "amount_cents", "currency", "until", "noted_by", "withdrawn_at"]
    show_columns = list_columns
    add_columns = edit_columns = ["organisation_id", "kind", "text", "amount_cents", "currency", "until"]
    create_with = note_debtor
    verbs = {"withdraw": Verb(withdraw_note)}


class DebtorApi(Admitting, BaseApi):  # type: ignore[misc]
    """Amounts are whole cents of `currency`; days are local days of the location."""

    resource_name = "debtor"
    class_permission_name = "Debtor"
    method_permission_name = {"find": "read", "account": "read"}
    openapi_spec_tag = "DebtorApi"
    allow_browser_login = False

    @expose("/", methods=("GET",))
    @protect()
    @safe
    def find(self) -> Response:
        """Who owes what.
        ---
        get:
          description: Organisations that owe something or have credit, by age of the debt, who is late with most first
          parameters:
          - {in: query, name: day, schema: {type: string, format: date}, description: The end of which day; today when it is left out}
          - {in: query, name: location, schema: {type: integer}, description: The id of a location; all when it is left out}
          responses:
            200:
              description: The debtors
            422:
              $ref: '#/components/responses/422'
        """
        return self._told(lambda: _debtors(asked_day("day") or clock.today(ZONE), _location()))

    @expose("/<int:organisation_id>/statement", methods=("GET",))
    @protect()
    @safe
    def account(self, organisation_id: int) -> Response:
        """The statement of an account.
        ---
        get:
          description: What an account opened with, every movement with the balance after it, and what it closed with
          parameters:
          - {in: path, name: organisation_id, required: true, schema: {type: integer}}
          - {in: query, name: from, schema: {type: string, format: date}, description: The first day; three months ago when it is left out}
          - {in: query, name: to, schema: {type: string, format: date}, description: The last day; today when it is left out}
          - {in: query, name: currency, schema: {type: string}, description: That of the organisation when it is left out}
          responses:
            200:
              description: The statement
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        return self._told(lambda: _account(organisation_id))

    def _told(self, ask: Callable[[], dict[str, Any]]) -> Response:
        return self._admitted(lambda: self.response(200, **ask()))


def _debtors(day: dt.date, location_id: int | None) -> dict[str, Any]:
    session, by = db.session(), current_actor()
    found = who_owes(session, day, by=by, location_id=location_id).rows
    marks = marks_of(session, {each.id for each in found}, by=by, location_id=location_id)
    return {"day": day.isoformat(), "count": len(found), "result": [_debtor(each, marks.get(each.id, NOTHING)) for each in found]}


def _debtor(each: Debtor, mark: Mark) -> dict[str, Any]:
    promise = mark.promise
    return {
        "organisation_id": each.id,
        "code": each.code,
        "name": each.name,
        "currency": each.currency,
        "open_invoices": each.items,
        "owed_cents": each.debt.owed,
        "overdue_cents": each.debt.overdue,
        "credit_cents": each.debt.credit,
        "by_age": {age.value: cents for age, cents in each.debt.by_age.items()},
        "reminded_on": iso(mark.reminded_on),
        "promise": {
            "amount_cents": promise.said.cents,
            "until": promise.said.until.isoformat(),
            "kept_cents": promise.kept,
            "is_broken": promise.is_broken,
        }
        if promise
        else None,
        "bookings_rest": mark.is_blocked,
        "is_to_review": mark.is_to_review,
    }


def _account(organisation_id: int) -> dict[str, Any]:
    last = asked_day("to") or clock.today(ZONE)
    first = asked_day("from") or Month.of(last).plus(-MONTHS_BACK).first
    if last < first:
        raise Refused(_("The last day is before the first."), field="to")
    found: Statement = statement(
        db.session(), organisation_id, first, last, by=current_actor(), currency=request.args.get("currency", "")[:3]
    )
    return {
        "organisation_id": found.organisation_id,
        "currency": found.currency,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "opening_cents": found.opening,
        "closing_cents": found.closing,
        "movements": [
            {
                "day": each.move.on.isoformat(),
                "kind": each.move.kind.value,
                "document": each.move.name,
                "document_id": each.move.document_id,
                "due_on": iso(each.move.due_on),
                "cents": each.move.cents,
                "balance_cents": each.balance,
            }
            for each in found.entries
        ],
    }


def _location() -> int | None:
    text = request.args.get("location", "")
    place = whole(text)
    if text and place is None:
        raise Refused(_("Name a location by its code or id."), field="location")
    return place
