"""Whose people visited whom in a month: what two operators settle with each other, the same on both sides."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.core.month import Month
from app.models import Peer
from app.models.peer import Direction
from app.queries.presence.settlement import Usage, settlement
from app.web.actor import current_actor
from app.web.downloads import csv_download
from app.web.formats import as_month
from app.web.interface import ScopedInterface
from views.base.screen import Screen
from views.portal.usage import MONTHS_BACK, asked_month


class PeerUsageView(Screen):
    """GET /peers/<peer>/usage?month=2026-06, and the same as CSV."""

    route_base = "/peers"
    default_view = "show"
    class_permission_name = "Peer"
    method_permission_name = {"show": "read", "csv": "read"}

    @expose("/<int:peer_id>/usage")
    @has_access
    def show(self, peer_id: int) -> Any:
        peer, present = self._peer(peer_id), Month.of(clock.now().date())
        month = asked_month(present)
        sides = [
            (_("Their people here"), "here", self._usage(peer, month, "here")),
            (_("Our people there"), "there", self._usage(peer, month, "there")),
        ]
        return self.render_template(
            "screens/peers/usage.html",
            title=_("Visits between us and %(name)s", name=peer.name),
            subtitle=as_month(month),
            crumbs=[(_("Other networks"), url_for("PeerView.list")), (peer.name, url_for("PeerView.show", pk=peer.id))],
            peer=peer,
            month=str(month),
            sides=sides,
            earlier=url_for(".show", peer_id=peer.id, month=str(month.plus(-1))) if month > present.plus(-MONTHS_BACK) else "",
            later=url_for(".show", peer_id=peer.id, month=str(month.plus(1))) if month < present else "",
        )

    @expose("/<int:peer_id>/usage.csv")
    @has_access
    def csv(self, peer_id: int) -> Any:
        """Without names: the other operator reads it too. Persons are called as both sides call them."""
        peer, month = self._peer(peer_id), asked_month(Month.of(clock.now().date()))
        side = "there" if request.args.get("side") == "there" else "here"
        usage = self._usage(peer, month, side)
        rows = [[stay.day.isoformat(), stay.place, stay.ref] for stay in usage.stays]
        return csv_download(f"visits-{side}-{month}", [_("Day"), _("Place"), _("Person")], rows)

    def _usage(self, peer: Peer, month: Month, side: str) -> Usage:
        return settlement(self.session, peer.id, month, Direction.OUT if side == "here" else Direction.IN, by=current_actor())

    def _peer(self, peer_id: int) -> Peer:
        found: Peer = ScopedInterface(Peer, self.session).get(peer_id) or abort(404)
        return found
