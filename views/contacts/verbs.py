"""ContactVerbs: what is done from the page of a contact: log, plan, write, leave in peace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.actions.activities.log import log_activity
from app.actions.activities.plan import plan_meeting
from app.actions.activities.write_mail import write_mail
from app.actions.contacts.peace import contact_again, leave_in_peace
from app.core.clock import local, now
from app.models import Contact, Location
from app.queries.bookings.places import rooms_of
from app.queries.contacts.hosts import hosts_at
from app.queries.contacts.mail_words import mail_templates, mail_words
from app.queries.contacts.place import lead_about, place_where
from app.web.actor import current_actor
from app.web.numbers import whole
from app.web.once import by_form
from app.web.refusals import attempt
from app.web.safe_next import safe_next
from views.base.screen import asked_number
from views.contacts.forms import ConsentForm, LogForm, MailForm, MeetingForm, PeaceForm, wall

VERBS = dict.fromkeys(("log", "plan", "mail", "quiet", "again"), "write")


class ContactVerbs:
    """Mixed in before FoyerModelView. `?lead=` says which of their leads it is about, `?back=` where it came from."""

    @expose("/log/<pk>", methods=("GET", "POST"))
    @has_access
    def log(self: Any, pk: str) -> Any:
        row, form = self.one(pk), LogForm()
        if request.method == "GET":
            form.kind.data = request.args.get("kind", form.kind.data)
        place = self.place(row, form)

        def act() -> Any:
            said = {name: form[name].data or "" for name in ("kind", "subject", "text")}
            return log_activity(row.id, **said, at=wall(form.at.data, place), lead_id=whole(form.lead.data), by=current_actor())

        return self.asked(row, form, _("Log what was done with %(name)s", name=row.name), by_form(form, act), _("Noted."))

    @expose("/plan/<pk>", methods=("GET", "POST"))
    @has_access
    def plan(self: Any, pk: str) -> Any:
        row, form, by = self.one(pk), MeetingForm(), current_actor()
        place = self.place(row, form)
        choices_of(form, self.datamodel.session, place, by)
        if request.method == "GET":
            there = local(now(), place.zone)
            form.kind.data = request.args.get("kind", form.kind.data)
            form.subject.data = _("Visit to %(place)s", place=place.name)
            form.day.data, form.host.data = there.date(), by.id or 0
            form.invites.data = bool(row.email) and row.do_not_contact_at is None

        def act() -> Any:
            said = {name: form[name].data for name in ("kind", "subject", "minutes", "place", "text", "invites")}
            ids = {"host_id": form.host.data or None, "room_id": form.room.data or None, "lead_id": whole(form.lead.data)}
            return plan_meeting(row.id, **said, **ids, starts_at=form.instant(place.zone), by=by)

        return self.asked(row, form, _("Meet %(name)s", name=row.name), by_form(form, act), _("Planned: the invitations are on their way."))

    @expose("/mail/<pk>", methods=("GET", "POST"))
    @has_access
    def mail(self: Any, pk: str) -> Any:
        """Out of a template, or from nothing; it is shown as it will go before it goes."""
        row, form, by, session = self.one(pk), MailForm(), current_actor(), self.datamodel.session
        place = self.place(row, form)
        words = mail_templates(session, place.id, by=by)
        form.template.choices = [SelectChoice(0, _("None")), *(SelectChoice(each.id, each.name) for each in words)]
        if request.method == "GET":
            form.template.data = asked_number("template")
            chosen = next((each for each in words if each.id == form.template.data), None)
            lead = lead_about(session, row, whole(form.lead.data), by=by)
            form.subject.data, form.text.data = mail_words(chosen, row, lead, place, writer=by.name)
        shown = request.method == "POST" and "send" not in request.form and form.validate()

        def act() -> Any:
            return write_mail(
                row.id,
                subject=form.subject.data or "",
                text=form.text.data or "",
                key=form.key.data or "",
                lead_id=whole(form.lead.data),
                by=by,
            )

        about = {"sent_to": row.email, "place": place, "words": words, "shown": shown, "why_not": why_no_mail(row)}
        return self.asked(
            row,
            form,
            _("Write to %(name)s", name=row.name),
            act,
            _("The mail is on its way."),
            template="screens/contacts/mail.html",
            goes="send" in request.form,
            **about,
        )

    @expose("/quiet/<pk>", methods=("GET", "POST"))
    @has_access
    def quiet(self: Any, pk: str) -> Any:
        row, form = self.one(pk), PeaceForm()
        hint = _("No mail of the sales team goes to them any more. Invoices and what they book themselves are told all the same.")
        return self.asked(
            row,
            form,
            _("%(name)s does not want to be contacted", name=row.name),
            lambda: leave_in_peace(row.id, reason=form.reason.data or "", by=current_actor()),
            _("Noted: nobody writes to them by themselves."),
            hint,
        )

    @expose("/again/<pk>", methods=("GET", "POST"))
    @has_access
    def again(self: Any, pk: str) -> Any:
        row, form = self.one(pk), ConsentForm()
        return self.asked(
            row,
            form,
            _("%(name)s wants to hear from us", name=row.name),
            lambda: contact_again(row.id, source=form.source.data or "", by=current_actor()),
            _("Noted."),
        )

    def asked(
        self: Any,
        row: Contact,
        form: Any,
        title: str,
        act: Callable[[], Any],
        done: str,
        hint: str = "",
        template: str = "screens/verb.html",
        goes: bool = True,
        **more: Any,
    ) -> Any:
        """The form, or after a good one that `goes` the page that it came from."""
        back = self.back_to(row, form)
        if request.method == "POST" and goes and form.validate() and attempt(form, act):
            flash(done, "success")
            return redirect(back)
        crumbs = [(self.list_title, self.url("list")), (row.name, url_for(".show", pk=row.id))]
        return self.render_template(
            template,
            title=title,
            subtitle=hint,
            form=form,
            back=back,
            crumbs=crumbs,
            effect="",
            effect_title="",
            back_label="",
            facts=self.facts(row),
            **more,
        )

    def place(self: Any, row: Contact, form: Any) -> Location:
        """Where they are met, on whose clock times are told; the form remembers the lead and the way back."""
        if request.method == "GET":
            form.lead.data, form.back.data = request.args.get("lead", ""), request.args.get("back", "")
        return place_where(self.datamodel.session, row, whole(form.lead.data), by=current_actor()) or abort(404)

    def back_to(self: Any, row: Contact, form: Any = None) -> str:
        wanted = (form.back.data if form is not None and "back" in form else "") or request.form.get("back", "")
        return safe_next(wanted, url_for(".show", pk=row.id))


def choices_of(form: MeetingForm, session: Any, place: Location, by: Any) -> None:
    """Who works there, and which rooms can be kept."""
    hosts = [SelectChoice(each.id, f"{each.first_name} {each.last_name}".strip()) for each in session.execute(hosts_at(place.id or 0))]
    form.host.choices = hosts or [SelectChoice(by.id or 0, by.name)]
    form.room.choices = [SelectChoice(0, _("None"))] + [
        SelectChoice(each.id, each.name) for each in rooms_of(session, place.id or 0, by=by)
    ]


def why_no_mail(row: Contact) -> str:
    """Why nothing can be written to them; empty when it can."""
    if not row.email:
        return _("%(name)s has no mail address.", name=row.name)
    return _("%(name)s does not want to be contacted.", name=row.name) if row.do_not_contact_at is not None else ""
