"""Deposits held: the liability of each location on a day, proven from the ledger, and the list behind each sum."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.models.deposit import MovementKind
from app.queries.deposits_held import held_by_location, held_deposits
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.base.days import asked_day
from views.base.screen import Screen, asked_number


def kind_words() -> dict[str, str]:
    """The counter-accounts as columns."""
    return {
        MovementKind.OPENING: _("Brought in"),
        MovementKind.RECEIVED: _("Received"),
        MovementKind.REFUNDED: _("Refunded"),
        MovementKind.APPLIED: _("Applied"),
        MovementKind.KEPT: _("Kept"),
    }


class DepositsHeldView(Screen):
    """GET /deposits-held/?day=&location=."""

    route_base = "/deposits-held"
    default_view = "show"
    class_permission_name = "Deposit"
    method_permission_name = {"show": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, day, asked = current_actor(), asked_day(), asked_number("location", most=2**31)
        places = held_by_location(self.session, day, by=by, location_id=chosen_location())
        place = next((each for each in places if each.location_id == asked), None) if asked else (places[0] if len(places) == 1 else None)
        if asked and place is None and places:
            abort(404)
        return self.render_template(
            "screens/deposits/held.html",
            title=_("Deposits held"),
            day=day,
            kinds=list(kind_words()),
            kind_words=kind_words(),
            places=places,
            place=place,
            behind=held_deposits(self.session, place.location_id, day, by=by) if place else [],
            deposits_url=url_for("DepositView.list"),
        )
