"""One entry of the waiting list: its page, what may be offered, and the verbs of its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.waiting_list.answer import decline_offer, take_back_offer
from app.actions.waiting_list.change import change_waiting_entry
from app.actions.waiting_list.create import create_waiting_entry
from app.actions.waiting_list.offer import offer_place
from app.actions.waiting_list.withdraw import withdraw_waiting_entry
from app.core.clock import today
from app.models import WaitingEntry
from app.models.waiting_entry import WaitingStatus
from app.queries.offers import open_offer
from app.queries.waiting_list import OPEN, fits_of, place_in_line
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.forms import tidy
from app.web.lookup import LookupField, rows_of
from app.web.model_view import FoyerModelView, action
from app.web.numbers import whole
from app.web.routes import ACTIONS, READ
from views.base.by_actions import ByActions
from views.base.days import said_day
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import filled, said
from views.base.verb_page import VerbPage
from views.spaces.waiting_words import wish_of

VERBS = ("offer", "accept", "decline", "take_back", "withdraw")
PAGES = ("offer_page", "decline_page", "take_back_page", "withdraw_page")
OFFER_DAYS = dt.timedelta(days=7)
NEEDED = InputRequired(_("This is needed."))


class ReasonForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(
        _("Why?"), filters=[tidy], validators=[Length(max=500)], description=_("For those who look later; may stay empty.")
    )


def offer_form(view: type[Any]) -> Any:
    """Look-ups ask in the name of the screen."""

    class OfferForm(DynamicForm):  # type: ignore[misc]
        space = LookupField(_("Space"), [NEEDED], view=view, column="space")
        starts_on = DateField(_("First day"), validators=[NEEDED])
        stands_until = DateField(
            _("Kept until"), validators=[NEEDED], description=_("The last day on which they may say yes. The mail tells them.")
        )

    return OfferForm()


class WaitingEntryView(ByActions, RecordPage, VerbPage, FoyerModelView):
    """Nobody deletes anybody from the list: who waits no longer is withdrawn, and what was offered stays on record until the term is over."""

    datamodel = filled(WaitingEntry, "name", "email", "since", "location")
    route_base = "/waiting"
    include_route_methods = READ | ACTIONS | {"add", "edit", "fits", *PAGES}
    method_permission_name = dict.fromkeys((*VERBS, *PAGES), "write") | {"fits": "read"}
    singular = _("waiting entry")
    list_title = _("Waiting list")
    add_title = _("Put somebody on the waiting list")
    list_columns = ["name", "space", "kind", "places", "starts_on", "since", "status", "location"]
    search_columns = ["name", "email", "organisation", "space", "kind", "status", "location", "starts_on", "since"]
    quick_search = "name"
    base_order = ("since", "asc")
    exportable = True
    label_columns = {
        "starts_on": _("From"),
        "since": _("Waits since"),
        "email": _("Mail"),
        "places": _("People"),
        "reason": _("Left because"),
    }
    description_columns = {
        "organisation": _("Empty: somebody who is no customer yet."),
        "name": _("Empty: the organisation's."),
        "email": _("Offers go here. Empty: where the organisation's invoices go."),
        "space": _("Empty: any space, or any of the kind."),
        "kind": _("Instead of one space."),
        "location": _("Empty: that of the space."),
        "since": _("Empty: today. Whoever waits longest is asked first."),
    }
    add_columns = edit_columns = ["organisation", "name", "email", "location", "space", "kind", "places", "starts_on", "since", "note"]
    show_fieldsets = [
        (_("Who"), {"fields": ["name", "organisation", "email", "note"]}),
        (_("For what"), {"fields": ["location", "space", "kind", "places", "starts_on", "since", "reason"]}),
    ]
    formatters_columns = linked("organisation", "space", "location")
    primary_action = "offer"
    empty_text = _("Who asks for a place that is not free waits here.")
    create_with, change_with = create_waiting_entry, change_waiting_entry

    def create(self, asked: Any) -> WaitingEntry:
        return self.made(super().create(asked))

    def prefilled(self, form: Any) -> None:
        super().prefilled(form)
        form.places.data = whole(request.args.get("places", ""), 999) or form.places.data
        form.starts_on.data = said_day("starts_on")

    def facts(self, row: WaitingEntry) -> list[Any]:
        line = gettext("number %(place)d in the line", place=place_in_line(self.datamodel.session, row)) if row.status in OPEN else ""
        return [wish_of(row), gettext("from %(day)s", day=as_date(row.starts_on)), line]

    def status_of(self, row: WaitingEntry) -> str:
        return str(row.status.value)

    def may_edit(self, row: WaitingEntry) -> bool:
        return row.status in OPEN

    def panels(self, row: WaitingEntry) -> list[dict[str, str]]:
        return [{"title": gettext("Places for them"), "href": url_for("WaitingEntryView.fits", pk=row.id)}] if row.status in OPEN else []

    @expose("/fits/<pk>")
    @has_access
    def fits(self, pk: str) -> Any:
        """A fragment of the page."""
        row, by = self.one(pk), current_actor()
        offer = open_offer(self.datamodel.session, row.id)
        found = [] if offer is not None else fits_of(self.datamodel.session, row, by=by)
        may_offer = row.status is WaitingStatus.WAITING and by.may(Permission.WAITING_ENTRY_WRITE)
        return render_template("screens/spaces/waiting_fits.html", entry=row, fits=found, offer=offer, may_offer=may_offer)

    def may_act(self, name: str, row: WaitingEntry) -> bool:
        if name == "accept":
            return row.status is WaitingStatus.OFFERED and current_actor().may(Permission.USER_ONBOARD)
        wanted = {"offer": {WaitingStatus.WAITING}, "withdraw": set(OPEN)}
        return row.status in wanted.get(name, {WaitingStatus.OFFERED})

    @action("offer", _("Offer a place"), icon="send", multiple=False)
    def offer(self, row: WaitingEntry) -> Any:
        return redirect(url_for("WaitingEntryView.offer_page", pk=row.id))

    @action("accept", _("They take it"), icon="user-plus", multiple=False)
    def accept(self, row: WaitingEntry) -> Any:
        offer = open_offer(self.datamodel.session, row.id)
        return redirect(url_for("OnboardingView.new", offer=offer.id if offer is not None else None))

    @action("decline", _("They decline"), icon="circle-x", multiple=False)
    def decline(self, row: WaitingEntry) -> Any:
        return redirect(url_for("WaitingEntryView.decline_page", pk=row.id))

    @action("take_back", _("Take the offer back"), icon="arrow-back-up", multiple=False)
    def take_back(self, row: WaitingEntry) -> Any:
        return redirect(url_for("WaitingEntryView.take_back_page", pk=row.id))

    @action("withdraw", _("Take off the list"), icon="user-minus", multiple=False)
    def withdraw(self, row: WaitingEntry) -> Any:
        return redirect(url_for("WaitingEntryView.withdraw_page", pk=row.id))

    @expose("/offer/<pk>", methods=("GET", "POST"))
    @has_access
    def offer_page(self, pk: str) -> Any:
        row, form = self.one(pk), offer_form(type(self))
        if request.method == "GET":
            asked = request.args.get("space", "") or str(row.space_id or "")
            form.space.data = rows_of(type(self), "space", [asked]).get(asked)
            form.starts_on.data = said_day("starts_on") or max(row.starts_on, today(row.location.zone))
            form.stands_until.data = today(row.location.zone) + OFFER_DAYS
        return self.verb_page(
            row,
            form,
            title=gettext("Offer %(name)s a place", name=row.name),
            hint=gettext("A mail goes to %(address)s; until it is answered, the place is kept.", address=row.email),
            act=lambda: offer_place(row.id, **said(form), by=current_actor()),
            done=gettext("Offered: the mail is on its way."),
        )

    @expose("/decline/<pk>", methods=("GET", "POST"))
    @has_access
    def decline_page(self, pk: str) -> Any:
        return self._why(
            pk, gettext("%(name)s declines"), decline_offer, gettext("Declined: the place is free again, and they go on waiting.")
        )

    @expose("/take-back/<pk>", methods=("GET", "POST"))
    @has_access
    def take_back_page(self, pk: str) -> Any:
        return self._why(pk, gettext("Take the offer to %(name)s back"), take_back_offer, gettext("Taken back: the place is free again."))

    @expose("/withdraw/<pk>", methods=("GET", "POST"))
    @has_access
    def withdraw_page(self, pk: str) -> Any:
        return self._why(pk, gettext("Take %(name)s off the list"), withdraw_waiting_entry, gettext("They wait no longer."))

    def _why(self, pk: str, title: str, verb: Callable[..., Any], done: str) -> Any:
        row, form = self.one(pk), ReasonForm()
        return self.verb_page(
            row, form, title=title % {"name": row.name}, act=lambda: verb(row.id, **said(form), by=current_actor()), done=done
        )
