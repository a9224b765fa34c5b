"""One debtor: what is open, since when, what was said, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.dunning.mail_statement import mail_statement
from app.actions.dunning.write_note import promise_to_pay, review_access, withdraw_note, write_note
from app.models import Organisation
from app.queries.debtors.account import account_of
from app.queries.debtors.marks import NOTHING, letters_of, marks_of, notes_of
from app.queries.debtors.open_items import open_items
from app.rendering.words.ages import age_said
from app.rules.aged_debt import Age, Item, aged, days_late
from app.web.actor import current_actor
from app.web.once import form_once
from app.web.place import reader_today
from app.web.refusals import attempt
from views.base.links import may_open
from views.base.screen import Screen
from views.debtors.forms import NoteForm, PromiseForm, ReviewForm
from views.debtors.statement import asked_period
from views.debtors.words import promise_said, reminder_said

VERBS = dict.fromkeys(("note", "promise", "review", "withdraw", "statement"), "write")


class DebtorView(Screen):
    """GET /debtors/<organisation>/, and what may be said about it."""

    route_base = "/debtors"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read"} | VERBS

    @expose("/<int:organisation_id>/")
    @has_access
    def show(self, organisation_id: int) -> Any:
        organisation, day, by = self.organisation(organisation_id), reader_today(), current_actor()
        items = open_items(self.session, day, by=by, organisation_id=organisation.id)
        currencies = sorted({each.currency for each in items}) or [organisation.currency]
        debts = [
            (currency, aged((Item(each.due_on, each.cents) for each in items if each.currency == currency), day)) for currency in currencies
        ]
        return self.render_template(
            "screens/debtors/debtor.html",
            title=organisation.name,
            crumbs=[(_("Debtors"), url_for("DebtorsView.show"))],
            facts=[organisation.code, str(organisation.location), organisation.invoice_email or _("no address for invoices")],
            organisation=organisation,
            items=sorted(items, key=lambda each: (each.cents < 0, each.due_on)),
            late={each: days_late(each.due_on, day) for each in items},
            debts=debts,
            ages=list(Age),
            age_said=age_said,
            mark=marks_of(self.session, [organisation.id], by=by).get(organisation.id, NOTHING),
            notes=[
                (each.note, promise_said(each.promise, day) if each.promise else None)
                for each in notes_of(self.session, organisation.id, day)
            ],
            letters=letters_of(self.session, organisation.id, by=by),
            reminder_said=reminder_said,
            may_open=may_open(organisation),
            me=by.name,
            may_write=self.may(Permission.DEBTOR_WRITE),
            may_mail=self.may(Permission.DEBTOR_WRITE) and (by.location_ids is None or organisation.location_id in by.location_ids),
            may_record=self.may(Permission.PAYMENT_WRITE),
        )

    @expose("/<int:organisation_id>/note", methods=("GET", "POST"))
    @has_access
    def note(self, organisation_id: int) -> Any:
        form = NoteForm()
        return self._ask(
            organisation_id,
            form,
            _("Note about %(name)s"),
            lambda: write_note(organisation_id, text=form.text.data or "", by=current_actor()),
        )

    @expose("/<int:organisation_id>/promise", methods=("GET", "POST"))
    @has_access
    def promise(self, organisation_id: int) -> Any:
        form = PromiseForm()
        if request.method == "GET":
            own = self.organisation(organisation_id).currency
            items = (
                Item(each.due_on, each.cents)
                for each in open_items(self.session, reader_today(), by=current_actor(), organisation_id=organisation_id)
                if each.currency == own
            )
            form.amount_cents.data = aged(items, reader_today()).overdue or None
        said = {"amount_cents": form.amount_cents.data, "until": form.until.data, "text": form.text.data or ""}
        return self._ask(
            organisation_id, form, _("%(name)s promises to pay"), lambda: promise_to_pay(organisation_id, **said, by=current_actor())
        )

    @expose("/<int:organisation_id>/review", methods=("GET", "POST"))
    @has_access
    def review(self, organisation_id: int) -> Any:
        form = ReviewForm()
        return self._ask(
            organisation_id,
            form,
            _("Access of %(name)s"),
            lambda: review_access(organisation_id, text=form.text.data or "", until=form.until.data, by=current_actor()),
        )

    @expose("/notes/<int:note_id>/withdraw", methods=("POST",))
    @has_access
    def withdraw(self, note_id: int) -> Any:
        return self.attempt(
            lambda: withdraw_note(note_id, by=current_actor()), _("It counts no more."), self.back(url_for("DebtorsView.show"))
        )

    @expose("/<int:organisation_id>/statement", methods=("POST",))
    @has_access
    def statement(self, organisation_id: int) -> Any:
        first, last = asked_period()
        back = self.back(url_for(".show", organisation_id=organisation_id))
        key = request.form.get("key", "")
        return self.attempt(
            lambda: form_once(key, lambda: str(mail_statement(organisation_id, first, last, by=current_actor()).id)),
            _("The statement is on its way."),
            back,
        )

    def _ask(self, organisation_id: int, form: Any, title: str, act: Callable[[], Any]) -> Any:
        organisation = self.organisation(organisation_id)
        back = url_for(".show", organisation_id=organisation_id)
        if request.method == "POST" and form.validate() and attempt(form, act):
            flash(_("Noted."), "success")
            return redirect(back)
        crumbs = [(_("Debtors"), url_for("DebtorsView.show")), (organisation.name, back)]
        return self.render_template("screens/one_form.html", title=title % {"name": organisation.name}, crumbs=crumbs, form=form, back=back)

    def organisation(self, organisation_id: int) -> Organisation:
        return account_of(self.session, organisation_id, by=current_actor()) or abort(404)
