"""Bank statements: uploaded, their lines proposed to customers and invoices, and recorded by the dozen."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.access.scope import narrowed
from app.actions.bank.forget import forget_statement
from app.actions.bank.ignore import ignore_line
from app.actions.bank.match import match_line
from app.actions.bank.read import read_statement
from app.actions.bank.upload import upload_statement
from app.core.errors import FoyerError
from app.models import Location
from app.models.bank_line import LineState
from app.queries.bank import Proposal, line_of, lines_of, proposals, statement_of, statements
from app.rules.bank_csv import Column, columns_of, grid_of
from app.rules.bank_matching import Sure, Why
from app.web.actor import current_actor
from app.web.numbers import whole
from app.web.place import chosen_location
from views.base.links import may_open
from views.base.screen import Screen

LATEST, SAMPLE = 20, 8
NUMBER = re.compile(r"(?:\d[ -]?){8,14}\d|\d{7,}")


class BankView(Screen):
    """/bank."""

    route_base = "/bank"
    default_view = "begin"
    class_permission_name = "Payment"
    method_permission_name = dict.fromkeys(("begin", "show", "columns", "record", "ignore", "restore", "forget"), "write")

    @expose("/", methods=("GET", "POST"))
    @has_access
    def begin(self) -> Any:
        """The file, and those of before."""
        problem, field, sent = "", "", request.files.get("file")
        if request.method == "POST":
            try:
                if sent is None or not sent.filename:
                    problem, field = _("Choose a file."), "file"
                else:
                    place = request.form.get("location", "")
                    found = upload_statement(
                        sent.filename,
                        sent.read(),
                        location_id=whole(place) or 0,
                        account=request.form.get("account", ""),
                        by=current_actor(),
                    )
                    return self._read(found)
            except FoyerError as refusal:
                problem, field = str(refusal.message), refusal.field or "file"
        places = self._places()
        here = next((each for each in places if str(each.id) == request.form.get("location")), None) or next(
            (each for each in places if each.id == chosen_location()), None
        )
        return self.render_template(
            "screens/bank/begin.html",
            title=_("Bank statements"),
            crumbs=[(_("Payments"), url_for("PaymentView.list"))],
            problem=problem,
            field=field,
            places=places,
            here=here or (places[0] if places else None),
            accounts={each.id: account_of(each) for each in places},
            account=request.form.get("account", ""),
            latest=statements(self.session, by=current_actor(), limit=LATEST),
        )

    @expose("/<int:import_id>")
    @has_access
    def show(self, import_id: int) -> Any:
        found = statement_of(self.session, import_id, by=current_actor())
        if found.content is not None:
            return self._columns(found, {}, "")
        waiting = proposals(self.session, import_id, by=current_actor())
        return self.render_template(
            "screens/bank/show.html",
            title=found.file_name,
            crumbs=[(_("Bank statements"), url_for("BankView.begin"))],
            facts=[found.location.name, _("Account %(number)s", number=found.account)],
            found=found,
            currency=found.location.currency,
            waiting=waiting,
            matched=lines_of(self.session, import_id, LineState.MATCHED),
            ignored=lines_of(self.session, import_id, LineState.IGNORED),
            why=why_said,
            certain=Sure.CERTAIN,
            may_open=may_open,
        )

    @expose("/<int:import_id>/columns", methods=("POST",))
    @has_access
    def columns(self, import_id: int) -> Any:
        """What the columns of a table without known names are."""
        found = statement_of(self.session, import_id, by=current_actor())
        kinds = {each.value: each for each in Column}
        chosen = {
            int(name[7:]): kinds[kind] for name, kind in request.form.items() if re.fullmatch(r"column_\d{1,3}", name) and kind in kinds
        }
        try:
            read_statement(import_id, chosen, by=current_actor())
        except FoyerError as refusal:
            return self._columns(found, chosen, str(refusal.message))
        return self._read(found)

    @expose("/<int:import_id>/record", methods=("POST",))
    @has_access
    def record(self, import_id: int) -> Any:
        """The chosen proposals, one transaction each."""
        by = current_actor()
        statement_of(self.session, import_id, by=by)
        wanted = set(request.form.getlist("line"))
        done, refused = 0, []
        for each in [
            one for one in proposals(self.session, import_id, by=by) if str(one.line.id) in wanted and (one.match or one.recorded)
        ]:
            words = each.line.words
            try:
                _record(each)
            except FoyerError as refusal:
                refused.append(f"{words}: {refusal.message}")
            else:
                done += 1
        if done:
            flash(ngettext("%(num)d payment recorded.", "%(num)d payments recorded.", done), "success")
        for words in refused[:5]:
            flash(words, "warning")
        return redirect(url_for("BankView.show", import_id=import_id))

    @expose("/lines/<int:line_id>/ignore", methods=("POST",))
    @has_access
    def ignore(self, line_id: int) -> Any:
        line = line_of(self.session, line_id, by=current_actor())
        return self.attempt(
            lambda: ignore_line(line_id, by=current_actor()),
            _("It is put aside."),
            redirect(url_for("BankView.show", import_id=line.import_id)),
        )

    @expose("/lines/<int:line_id>/restore", methods=("POST",))
    @has_access
    def restore(self, line_id: int) -> Any:
        line = line_of(self.session, line_id, by=current_actor())
        return self.attempt(
            lambda: ignore_line(line_id, again=True, by=current_actor()),
            _("It waits again."),
            redirect(url_for("BankView.show", import_id=line.import_id)),
        )

    @expose("/<int:import_id>/forget", methods=("POST",))
    @has_access
    def forget(self, import_id: int) -> Any:
        return self.attempt(
            lambda: forget_statement(import_id, by=current_actor()), _("The file is forgotten."), redirect(url_for("BankView.begin"))
        )

    def _read(self, found: Any) -> Any:
        if found.content is None:
            flash(
                _(
                    "%(in)d lines came in new, %(known)d were known, %(out)d moved no money in.",
                    **{"in": found.came_in, "known": found.known, "out": found.went_out},
                ),
                "success",
            )
        return redirect(url_for("BankView.show", import_id=found.id))

    def _columns(self, found: Any, chosen: dict[int, Column], problem: str) -> Any:
        grid = grid_of(found.content)
        width = max(map(len, grid.rows))
        return self.render_template(
            "screens/bank/columns.html",
            title=found.file_name,
            crumbs=[(_("Bank statements"), url_for("BankView.begin"))],
            found=found,
            rows=[(*row, *[""] * (width - len(row))) for row in grid.rows[grid.head + 1 :][-SAMPLE:]],
            width=width,
            chosen=chosen or columns_of(grid.rows[max(grid.head, 0)]),
            kinds=column_words(),
            problem=problem,
        )

    def _places(self) -> list[Location]:
        query = select(Location).order_by(Location.name)
        return list(self.session.scalars(narrowed(query, current_actor(), Location)))


def _record(each: Proposal) -> None:
    if each.recorded is not None:
        match_line(each.line.id, payment_id=each.recorded.id, by=current_actor())
    elif each.match is not None:
        match_line(each.line.id, organisation_id=each.match.organisation_id, invoice_ids=each.match.invoice_ids, by=current_actor())


def account_of(location: Location) -> str:
    """The first long number of the bank details that stand on its invoices."""
    found = NUMBER.search(location.bank_details or "")
    return re.sub(r"\D", "", found[0]) if found else ""


def why_said(match: Any) -> str:
    """What speaks for it, in words."""
    by = {
        Why.NUMBER: _("names the invoice"),
        Why.CODE: _("names the customer's code"),
        Why.NAME: _("names the customer"),
        Why.AMOUNT: _("nobody else owes this amount"),
    }[match.why]
    exact = _("to the cent") if match.is_exact else _("another amount")
    return by if match.why is Why.AMOUNT else f"{by}, {exact}"


def column_words() -> dict[str, str]:
    return {
        Column.DAY.value: _("Day"),
        Column.AMOUNT.value: _("Amount, with its sign"),
        Column.MONEY_IN.value: _("Money in"),
        Column.MONEY_OUT.value: _("Money out"),
        Column.WORDS.value: _("Description or reference"),
    }
