"""A guest at the desk: a short form, filled in as far as anything is known of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.access.scope import narrowed
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.models import FoyerUser, Guest, Location, Visit, VisitorTerms
from app.models.check_in import Source
from app.queries.presence.expected import meeting_guest
from app.queries.presence.terms import knows_guest, terms_in_force
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.interface import key_of
from app.web.lookup import LookupField
from app.web.refusals import attempt
from views.base.screen import Screen, asked_number
from views.desk.page import came_said
from views.desk.place import posted_place
from views.desk.visits import ExpectedGuestView

NEEDED = InputRequired(_("This is needed."))


def walk_in_form() -> Any:
    class WalkInForm(DynamicForm):  # type: ignore[misc]
        key = HiddenField(default=lambda: uuid4().hex)
        visit = HiddenField()
        name = StringField(_("Name"), filters=[tidy], validators=[NEEDED, Length(max=200)], render_kw={"autocomplete": "off"})
        email = StringField(
            _("Mail address"), filters=[tidy], validators=[NEEDED, Length(max=320)], render_kw={"type": "email", "autocomplete": "off"}
        )
        company = StringField(_("Company"), filters=[tidy], validators=[Length(max=200)], render_kw={"autocomplete": "off"})
        host = LookupField(_("Whom do they visit?"), [Optional()], view=ExpectedGuestView, column="host")
        host_name = StringField(
            _("Or somebody else"), filters=[tidy], validators=[Length(max=200)], description=_("A company, or somebody who is no member.")
        )
        terms = BooleanField(_("The guest has read the terms for visitors and accepts them."))

    return WalkInForm()


class WalkInView(Screen):
    """GET and POST /desk/walk-in?location=, and visit=, attendee= or guest= for whom it is filled in."""

    route_base = "/desk/walk-in"
    default_view = "arrive"
    class_permission_name = "CheckIn"
    method_permission_name = {"arrive": "write"}

    @expose("/", methods=("GET", "POST"))
    @has_access
    def arrive(self) -> Any:
        place, form = posted_place(), walk_in_form()
        text = terms_in_force(self.session, reading_language())
        if not form.is_submitted():
            self._fill(form, place)
        is_asked = text is not None and not knows_guest(self.session, form.email.data or "")
        made: list[Any] = []
        if form.validate_on_submit() and attempt(form, lambda: made.append(self._arrive(form, place, text))):
            flash(came_said(made[0]), "success")
            return redirect(url_for("DeskView.show"), 303)
        back = url_for("DeskView.show")
        return self.render_template(
            "screens/desk/walk_in.html",
            title=gettext("A guest comes in"),
            crumbs=[(gettext("Desk"), back)],
            facts=[place.name],
            form=form,
            place=place,
            terms=text,
            is_asked=is_asked,
            back=back,
        )

    def _arrive(self, form: Any, place: Location, text: VisitorTerms | None) -> Any:
        facts = GuestFacts(
            email=form.email.data,
            name=form.name.data,
            company=form.company.data or "",
            terms_id=text.id if text is not None and form.terms.data else None,
            address=request.remote_addr or "",
        )
        host = form.host.data
        arrival = Arrival(
            place.id,
            Source.DESK,
            f"desk:{form.key.data[:64]}",
            host_id=host.id if host else None,
            host_name="" if host else form.host_name.data or "",
            visit_id=key_of(form.visit.data or ""),
        )
        return arrive_guest(facts, arrival, by=current_actor())

    def _fill(self, form: Any, place: Location) -> None:
        """From an invitation, a meeting, or the last visit; what the actor may not see stays empty."""
        by = current_actor()
        if visit := self._seen(Visit, asked_number("visit", 2**62)):
            form.visit.data = str(visit.id)
            form.name.data, form.email.data, form.company.data, form.host.data = visit.name, visit.email, visit.company, visit.host
        elif guest := self._seen(Guest, asked_number("guest", 2**62)):
            form.name.data, form.email.data, form.company.data = guest.name, guest.email, guest.company
        elif asked := asked_number("attendee", 2**62):
            coming = meeting_guest(self.session, asked, place, by=by)
            if coming is not None:
                form.name.data, form.email.data = coming.name, coming.email
                form.host.data = self._seen(FoyerUser, coming.host_id or 0)
        elif name := request.args.get("name", "").strip():
            form["email" if "@" in name else "name"].data = name[:200]

    def _seen(self, model: Any, row_id: int) -> Any:
        return self.session.scalars(narrowed(select(model).where(model.id == row_id), current_actor(), model)).one_or_none()


def reading_language() -> str:
    """Of whoever reads the page aloud, or turns the screen around."""
    locale = get_locale()
    return locale.language if locale is not None else ""
