"""Tickets of members: those that nobody answered first, and the page where they are answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.tickets.answer import Way, answer_ticket, reopen_ticket
from app.actions.tickets.assign import assign_ticket, sort_ticket
from app.actions.tickets.open import open_ticket
from app.core.errors import FoyerError
from app.models import Ticket
from app.models.ticket import UNSOLVED, TicketCategory
from app.queries.tickets.conversation import conversation
from app.queries.tickets.figures import TicketFigures, ticket_figures
from app.queries.tickets.helpers import helpers
from app.queries.tickets.places import spots
from app.queries.tickets.saved import saved_answers
from app.web.actor import current_actor
from app.web.formats import as_datetime
from app.web.model_view import FoyerModelView, ScopedInterface
from app.web.numbers import LARGEST_INTEGER, whole
from app.web.once import by_form
from app.web.place import chosen_location, location_choices
from app.web.refusals import attempt
from app.web.routes import READ
from views.base.day_filters import DAY_FILTERS, ToDay
from views.base.links import address_of, linked, may_open
from views.base.record import Stat, story_of
from views.tickets.forms import ReplyForm, ask_form, asked_in, uploaded
from views.tickets.words import (
    BECAME,
    CATEGORIES,
    UNSOLVED_TODAY,
    category_said,
    place_said,
    status_badge,
    took_said,
    unsolved_today,
    waiting_said,
)


class UnsolvedUntil(ToDay):
    name = _("unsolved, and asked to the day")
    arg_name = "unsolved"

    def apply(self, query: Any, value: dt.datetime) -> Any:
        return super().apply(query, value).filter(self.model.status.in_(UNSOLVED))


class TicketView(FoyerModelView):
    """The order of the list is that of the work: whoever waits longest is on top."""

    datamodel = ScopedInterface(Ticket)
    route_base = "/tickets"
    include_route_methods = READ | {"ask", "say", "assign", "sort", "reopen"}
    method_permission_name = dict.fromkeys(("ask", "say", "assign", "sort", "reopen"), "write")
    list_title = _("Tickets")
    list_template, show_template = "screens/tickets/list.html", "screens/tickets/ticket.html"
    add_label = _("New ticket")
    list_columns = ["title", "unanswered_since", "status", "category", "user", "location", "assignee"]
    more_columns = ("asked_at",)
    export_columns = (
        "id",
        "asked_at",
        "title",
        "category",
        "status",
        "location",
        "room",
        "space",
        "user",
        "organisation",
        "assignee",
        "answered_at",
        "solved_at",
    )
    show_columns = ["title"]
    search_columns = [
        "title",
        "status",
        "category",
        "location",
        "assignee",
        "user",
        "organisation",
        "room",
        "space",
        "asked_at",
        "unanswered_since",
    ]
    more_filters = {"asked_at": (*DAY_FILTERS, UnsolvedUntil)}
    quick_search = "title"
    quick_label = _("the first words")
    base_order = ("unanswered_since", "asc")
    exportable = True
    label_columns = {
        "title": _("What"), "unanswered_since": _("Waits"), "user": _("From"), "assignee": _("Who looks after it"), "asked_at": _("Asked"), "category": _("About"),
        "answered_at": _("First answer"), "solved_at": _("Solved"), "id": _("Number"),
    }  # fmt: skip
    formatters_columns = {**linked("location", "user"), "status": status_badge, "category": category_said, "unanswered_since": waiting_said}
    empty_title = _("No tickets.")
    empty_text = _("Members report a fault or ask for help in the portal, and what they ask stands here until it is solved.")
    empty_icon = "message-circle"

    def url(self, method: str, **values: Any) -> str:
        """A new one has a page of its own, with photos."""
        if method != "add":
            return str(super().url(method, **values))
        return url_for("TicketView.ask") if current_actor().may(Permission.TICKET_WRITE) else ""

    def render_template(self, template: str, **kwargs: Any) -> Any:
        if template == self.list_template:
            kwargs["stats"] = stats(ticket_figures(self.datamodel.session, by=current_actor(), location_id=chosen_location()))
            kwargs["shortcuts"] = shortcuts()
        elif template == self.show_template:
            kwargs |= self._page(kwargs["row"], kwargs.pop("form", None) or ReplyForm())
        return super().render_template(template, **kwargs)

    def facts(self, row: Ticket) -> list[Any]:
        return [
            category_said(row.category),
            place_said(row),
            gettext("Number %(number)s", number=row.id),
            gettext("asked %(when)s", when=as_datetime(row.asked_at, row)),
        ]

    def _page(self, row: Ticket, form: Any) -> dict[str, Any]:
        by, session = current_actor(), self.datamodel.session
        return {
            "ticket": row,
            "form": form,
            "entries": conversation(session, row.id, by=by),
            "badge": status_badge(row.status),
            "may_write": by.may(Permission.TICKET_WRITE),
            "is_solved": row.status not in UNSOLVED,
            "people": helpers(session, row.location_id),
            "categories": [(each.value, said()) for each, said in CATEGORIES.items()],
            "saved": saved_answers(session, row.location_id, by=by),
            "waits": waiting_said(row.unanswered_since),
            "became": lambda entry: BECAME[entry.became]() if entry.became else "",
            "photo_url": lambda photo: url_for("TicketPhotoView.show", photo_id=photo.id),
            "links": links(row),
            "me": by.id,
            "story": story_of(row),
        }

    @expose("/new", methods=("GET", "POST"))
    @has_access
    def ask(self) -> Any:
        """What somebody said at the desk, or what staff saw themselves."""
        by, session = current_actor(), self.datamodel.session
        places = [(each.id, each.name) for each in location_choices()]
        known = spots(session, by=by, location_ids=[place for place, _name in places])
        form = ask_form(places, known, view=TicketView)
        if not form.is_submitted() and (here := chosen_location()):
            form.location_id.data = here
        if not form.is_submitted() and any(each.key == request.args.get("where") for each in known):
            form.where.data, form.category.data = request.args["where"], TicketCategory.ROOM.value
        made: list[Ticket] = []

        def save() -> None:
            user = form.user.data
            made.append(
                open_ticket(
                    asked_in(form, user_id=user.id if user is not None else None, spots=known),
                    photos=uploaded(),
                    key=form.key.data or "",
                    by=by,
                )
            )

        if form.validate_on_submit() and attempt(form, save):
            flash(gettext("Written down."), "success")
            return redirect(url_for("TicketView.show", pk=made[0].id), 303)
        return self.render_template("screens/tickets/new.html", title=gettext("New ticket"), form=form, back=url_for("TicketView.list"))

    @expose("/say/<pk>", methods=("POST",))
    @has_access
    def say(self, pk: str) -> Any:
        row, form = self.one(pk), ReplyForm()
        way = Way(request.form.get("way", "")) if request.form.get("way") in set(Way) else Way.ASK
        if form.validate_on_submit() and attempt(
            form, by_form(form, lambda: answer_ticket(row.id, form.text.data or "", way, photos=uploaded(), by=current_actor()))
        ):
            flash(SAID[way](), "success")
            return redirect(url_for("TicketView.show", pk=row.id), 303)
        row = self.one(pk)
        return self.render_template(
            self.show_template,
            title=self.title_of(row),
            facts=self.facts(row),
            row=row,
            form=form,
            page_actions=[],
            edit_url="",
            delete_url="",
            related=[],
            widgets={},
        )

    @expose("/assign/<pk>", methods=("POST",))
    @has_access
    def assign(self, pk: str) -> Any:
        text = request.form.get("assignee", "")
        return self._do(pk, lambda row: assign_ticket(row.id, whole(text, LARGEST_INTEGER), by=current_actor()))

    @expose("/sort/<pk>", methods=("POST",))
    @has_access
    def sort(self, pk: str) -> Any:
        wanted = request.form.get("category", "")
        return self._do(
            pk,
            lambda row: sort_ticket(row.id, TicketCategory(wanted) if wanted in set(TicketCategory) else row.category, by=current_actor()),
        )

    @expose("/reopen/<pk>", methods=("POST",))
    @has_access
    def reopen(self, pk: str) -> Any:
        return self._do(pk, lambda row: reopen_ticket(row.id, by=current_actor()))

    def _do(self, pk: str, verb: Any) -> Any:
        row = self.one(pk)
        try:
            verb(row)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(gettext("Saved."), "success")
        return redirect(url_for("TicketView.show", pk=row.id), 303)


SAID = {
    Way.ASK: lambda: gettext("Sent. The ticket waits for the member."),
    Way.TELL: lambda: gettext("Sent. The ticket stays open."),
    Way.SOLVE: lambda: gettext("Solved."),
    Way.NOTE: lambda: gettext("Noted, for the house alone."),
}


def stats(found: TicketFigures) -> list[Stat]:
    """What waits, and how fast people are answered."""
    hint = gettext("the oldest for %(time)s", time=waiting_said(found.oldest)) if found.oldest else ""
    return [
        Stat(gettext("Unanswered"), found.unanswered, tone="red" if found.unanswered else "", hint=hint),
        Stat(gettext("Unsolved"), found.unsolved, unsolved_list()),
        Stat(gettext("First answer, median of 30 days"), took_said(found.first_answer) or "–"),
    ]


def unsolved_list(**others: Any) -> str:
    """The address of all that are not solved yet."""
    return url_for("TicketView.list", **unsolved_today(), **others)


def shortcuts() -> list[tuple[str, str, bool]]:
    """The lists that people come for: label, address, and whether it is this one."""
    mine = {"_flt_0_assignee": current_actor().id or 0}
    is_unsolved, is_mine = UNSOLVED_TODAY in request.args, "_flt_0_assignee" in request.args
    return [
        (gettext("All"), url_for("TicketView.list"), not is_unsolved and not is_mine),
        (gettext("Unsolved"), unsolved_list(), is_unsolved and not is_mine),
        (gettext("Mine"), unsolved_list(**mine), is_unsolved and is_mine),
    ]


def links(row: Ticket) -> list[tuple[str, str, str]]:
    """Whom and what it is about: label, name and address."""
    about = (
        (gettext("From"), row.user, "MemberView.show"),
        (gettext("Organisation"), row.organisation, "OrganisationView.show"),
        (gettext("Room"), row.room, "RoomView.show"),
        (gettext("Space"), row.space, "SpaceView.show"),
        (gettext("Location"), row.location, "LocationView.show"),
    )
    return [
        (label, str(thing), address_of(endpoint, pk=thing.id) if may_open(thing) else "")
        for label, thing, endpoint in about
        if thing is not None
    ]
