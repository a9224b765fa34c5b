"""/room-links/<room>: the addresses of a room that open without a sign-in: its calendar, and the screen beside its door."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.secret_links.renew import renew_link
from app.actions.secret_links.revoke import revoke_link
from app.models import Room
from app.models.secret_link import LinkKind
from app.queries.secret_links import links_of_room
from app.rendering.qr import qr_code
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.base.screen import Screen
from views.base.secret_address import address_of

KINDS = {"calendar": LinkKind.ROOM_CALENDAR, "screen": LinkKind.ROOM_SCREEN}


class RoomLinksView(Screen):
    """An address is on the page once, in the answer to the POST that made it."""

    route_base = "/room-links"
    default_view = "show"
    class_permission_name = "Booking"
    method_permission_name = {"show": "write", "renew": "write", "revoke": "write"}

    @expose("/<int:room_id>")
    @has_access
    def show(self, room_id: int) -> Any:
        return self._page(self._room(room_id))

    @expose("/<int:room_id>/<kind>/renew", methods=("POST",))
    @has_access
    def renew(self, room_id: int, kind: str) -> Any:
        room, wanted = self._room(room_id), KINDS.get(kind) or abort(404)
        return self._page(room, {wanted: address_of(wanted, renew_link(wanted, room.id, by=current_actor()))})

    @expose("/<int:room_id>/<kind>/revoke", methods=("POST",))
    @has_access
    def revoke(self, room_id: int, kind: str) -> Any:
        room, wanted = self._room(room_id), KINDS.get(kind) or abort(404)
        revoke_link(wanted, room.id, by=current_actor())
        flash(_("The address has stopped working."), "success")
        return redirect(url_for(".show", room_id=room.id))

    def _room(self, room_id: int) -> Room:
        found: Room = ScopedInterface(Room, self.session).get(room_id) or abort(404)
        return found

    def _page(self, room: Room, addresses: dict[LinkKind, str] | None = None) -> Any:
        given = addresses or {}
        screen = given.get(LinkKind.ROOM_SCREEN, "")
        return self.render_template(
            "screens/rooms/links.html",
            title=_("Calendar and screen"),
            subtitle=room.name,
            crumbs=[(_("Rooms"), url_for("RoomView.list")), (room.name, url_for("RoomView.show", pk=room.id))],
            room=room,
            links={kind.value: link for kind, link in links_of_room(self.session, room.id).items()},
            addresses={kind.value: given.get(kind, "") for kind in LinkKind},
            qr=qr_code(screen) if screen else "",
        )
