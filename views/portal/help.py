"""/my/help: a member reports a fault or asks for help, sees what became of it, and answers."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.actions.tickets.open import open_ticket
from app.actions.tickets.reply import reply_to_ticket, settle_own_ticket
from app.models import Ticket
from app.models.ticket import UNSOLVED, TicketCategory, TicketStatus
from app.queries.presence.places import invites_to
from app.queries.tickets.conversation import conversation, photo_of
from app.queries.tickets.mine import my_ticket, my_tickets
from app.queries.tickets.places import spots
from app.web.limits import a_person
from app.web.once import by_form
from app.web.refusals import attempt
from views.base.screen import asked_number
from views.portal.mine import Mine
from views.tickets.forms import ReplyForm, ask_form, asked_in, uploaded
from views.tickets.photos import photo_answer
from views.tickets.words import BECAME, category_said, place_said, status_badge


class MyHelpView(Mine):
    """Their own tickets alone, also for whoever runs a team: what a colleague asked is between them and the house."""

    route_base = "/my/help"
    default_view = "show"
    limits = [Limit("40 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        by = self.by()
        unsolved, solved = my_tickets(self.session, by=by)
        return self.page(
            "help",
            _("Help"),
            unsolved=unsolved,
            solved=solved,
            status_badge=status_badge,
            category_said=category_said,
            place_said=place_said,
        )

    @expose("/new", methods=("GET", "POST"))
    def ask(self) -> Any:
        """`?room=7` chooses the room: the code on its screen leads here. It gives no right, for only rooms of theirs can be chosen."""
        by = self.by()
        places = [(place.id, place.name) for place in invites_to(self.session, by.id or 0)]
        if not places:
            flash(_("Tickets are for places where you are a member; at the moment that is nowhere."), "info")
            return redirect(url_for(".show"))
        known = spots(self.session, by=by, location_ids=[place for place, _name in places])
        form = ask_form(places, known)
        here = f"room:{asked_number('room', 2**40)}"
        if not form.is_submitted() and any(each.key == here for each in known):
            form.where.data, form.category.data = here, TicketCategory.ROOM.value
        made: list[Ticket] = []
        if form.validate_on_submit() and attempt(
            form,
            lambda: made.append(open_ticket(asked_in(form, user_id=by.id, spots=known), photos=uploaded(), key=form.key.data or "", by=by)),
        ):
            flash(_("Thank you. You get a mail when there is an answer."), "success")
            return redirect(url_for(".one", ticket_id=made[0].id), 303)
        return self.page(
            "help_form",
            _("Report a fault or ask for help"),
            form=form,
            back=url_for(".show"),
            crumbs=[(_("Help"), url_for(".show"))],
            one_place=len(places) == 1,
        )

    @expose("/<int:ticket_id>", methods=("GET", "POST"))
    def one(self, ticket_id: int) -> Any:
        by, form = self.by(), ReplyForm()
        ticket = my_ticket(self.session, ticket_id, by=by) or abort(404)
        if form.validate_on_submit() and attempt(
            form, by_form(form, lambda: reply_to_ticket(ticket_id, form.text.data or "", photos=uploaded(), by=by))
        ):
            flash(_("Sent."), "success")
            return redirect(url_for(".one", ticket_id=ticket_id), 303)
        return self.page(
            "ticket",
            str(ticket),
            ticket=ticket,
            form=form,
            entries=conversation(self.session, ticket_id, by=by),
            badge=status_badge(ticket.status, mine=True),
            crumbs=[(_("Help"), url_for(".show"))],
            facts=[category_said(ticket.category), place_said(ticket), _("Number %(number)s", number=ticket.id)],
            may_answer=ticket.status is not TicketStatus.CLOSED,
            may_settle=ticket.status in UNSOLVED,
            became=lambda entry: BECAME[entry.became]() if entry.became else "",
            photo_url=lambda photo: url_for(".photo", photo_id=photo.id),
        )

    @expose("/<int:ticket_id>/settled", methods=("POST",))
    def settle(self, ticket_id: int) -> Any:
        return self.attempt(
            lambda: settle_own_ticket(ticket_id, by=self.by()), _("Good to hear."), redirect(url_for(".one", ticket_id=ticket_id), 303)
        )

    @expose("/photos/<int:photo_id>.jpg")
    def photo(self, photo_id: int) -> Response:
        return photo_answer(photo_of(self.session, photo_id, by=self.by()))
