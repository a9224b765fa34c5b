"""Rises of prices: what is due, what a yes would add to the month, and the decision about many at once (P6)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import Permission
from app.actions.escalations.approve import approve_escalations
from app.actions.escalations.decline import decline_escalations
from app.actions.escalations.propose import propose_escalations
from app.actions.escalations.undo import undo_escalations
from app.core.errors import FoyerError
from app.models.escalation import EscalationStatus
from app.queries.escalations.list import Asked, Sum, counts, escalations, ids_of, sums
from app.queries.escalations.policy import escalation_settings
from app.web.actor import current_actor
from app.web.formats import format_money
from app.web.numbers import whole, wholes
from app.web.place import chosen_location, location_choices, reader_today
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.prices.escalation_words import letter_said, status_said, title_of_verb

PAGE, SHOWN, MOST = 50, 30, 2000
FROM = {"approve": EscalationStatus.PROPOSED, "decline": EscalationStatus.PROPOSED, "undo": EscalationStatus.APPROVED}


class EscalationsView(Screen):
    """GET /escalations/?show=&q=&page=, and a page that asks once before many are decided."""

    route_base = "/escalations"
    default_view = "show"
    class_permission_name = "Escalation"
    method_permission_name = {"show": "read", "decide": "decide", "look": "decide"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, place, page = current_actor(), chosen_location(), asked_number("page")
        asked = asked_for(place)
        found, numbers = sums(self.session, asked, by=by), counts(self.session, by=by, location_id=place)
        count = sum(each.number for each in found)
        settings = escalation_settings(self.session)
        verbs = [verb for verb, status in FROM.items() if status is asked.status] if by.may(Permission.ESCALATION_DECIDE) else []
        return self.render_template(
            "screens/escalations/list.html",
            title=_("Price rises"),
            rows=escalations(self.session, asked, by=by, size=PAGE, page=page),
            findings=[finding(each, asked.status) for each in found],
            count=count,
            pages=pages_of(count, page, PAGE),
            tabs=[
                (status_said(status), numbers[status], url_for(".show", show=status.value), status is asked.status)
                for status in EscalationStatus
                if numbers[status] or status is EscalationStatus.PROPOSED
            ],
            asked=asked,
            verbs=[(verb, title_of_verb(verb)) for verb in verbs],
            may_decide=by.may(Permission.ESCALATION_DECIDE),
            letter_said=lambda row: letter_said(row, settings.letter),
            lead=settings.lead.days,
            today=reader_today(),
        )

    @expose("/decide/<verb>", methods=("GET", "POST"))
    @has_access
    def decide(self, verb: str) -> Any:
        """What it will do, once; with `all`, everything that the list's filters match."""
        if verb not in FROM:
            abort(404)
        by = current_actor()
        asked = asked_for(chosen_location())._replace(status=FROM[verb])
        ids = chosen() if request.method == "POST" or "all" not in request.args else ids_of(self.session, asked, by=by, most=MOST)
        back = url_for(".show", show=FROM[verb].value, q=asked.search or None)
        refusal = ""
        if request.method == "POST":
            try:
                flash(decided(verb, ids), "success")
                return redirect(back)
            except FoyerError as no:
                refusal = no.message
        mine = Asked(FROM[verb], ids=ids)
        found = sums(self.session, mine, by=by)
        if not found and not refusal:
            flash(_("Nothing is chosen. Tick some, or all that match."), "warning")
            return redirect(back)
        return self.render_template(
            "screens/escalations/decide.html",
            title=title_of_verb(verb),
            crumbs=[(_("Price rises"), back)],
            verb=verb,
            sums=found,
            rows=escalations(self.session, mine, by=by, size=SHOWN),
            count=sum(each.number for each in found),
            ids=ids,
            shown=SHOWN,
            back=back,
            refusal=refusal,
            reason=request.form.get("reason", ""),
            letter=escalation_settings(self.session).letter,
        ), 409 if refusal else 200

    @expose("/look", methods=("POST",))
    @has_access
    def look(self) -> Any:
        """Propose now, for the locations of this person; it happens each morning by itself."""
        by, place = current_actor(), chosen_location()
        places = [each.id for each in location_choices()] if place is None else [place]
        return self.attempt(
            lambda: sum(propose_escalations(each, by=by) for each in places),
            lambda new: ngettext("%(num)d new; the others are put right.", "%(num)d new; the others are put right.", new),
            redirect(url_for(".show")),
        )


def asked_for(place: int | None) -> Asked:
    """What the address asks; the proposals for whatever is no state."""
    kind = request.args.get("show", "")
    status = EscalationStatus(kind) if kind in list(EscalationStatus) else EscalationStatus.PROPOSED
    return Asked(status, request.args.get("q", ""), place)


def chosen() -> list[int]:
    return wholes(request.values.getlist("id")[:MOST])


def decided(verb: str, ids: Collection[int]) -> str:
    """Do it, and say what came of it."""
    by, reason = current_actor(), request.form.get("reason", "")
    if verb == "approve":
        told = request.form.get("more", "")
        cents = whole(told.removeprefix("-"))
        more = -cents if cents is not None and told.startswith("-") else cents
        return ngettext("%(num)d price rises.", "%(num)d prices rise.", len(approve_escalations(ids, more_cents=more, by=by)))
    if verb == "decline":
        return ngettext(
            "%(num)d price stays as it is.", "%(num)d prices stay as they are.", len(decline_escalations(ids, reason=reason, by=by))
        )
    return ngettext("%(num)d rise is undone.", "%(num)d rises are undone.", len(undo_escalations(ids, reason=reason, by=by)))


def finding(each: Sum, status: EscalationStatus) -> str:
    """ "31 licenses, R 48 210.00 more a month", and how much of it is the end of a commitment's discount."""
    text = ngettext(
        "%(num)d license, %(amount)s more a month",
        "%(num)d licenses, %(amount)s more a month",
        each.number,
        amount=format_money(each.more, each.currency),
    )
    if not each.commitment:
        return text
    return _("%(what)s, of it %(part)s because a commitment's discount ends", what=text, part=format_money(each.commitment, each.currency))
