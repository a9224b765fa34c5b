"""/ticket-photos/<number>.jpg, for staff."""

from __future__ import annotations

from flask import Response, abort, make_response
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access

from app.queries.tickets.conversation import photo_of
from app.web.actor import current_actor
from app.web.avatars import AN_HOUR
from views.base.screen import Screen


class TicketPhotoView(Screen):
    """What people photographed, for who may read tickets."""

    route_base = "/ticket-photos"
    default_view = "show"
    class_permission_name = "Ticket"
    method_permission_name = {"show": "read"}

    @expose("/<int:photo_id>.jpg")
    @has_access
    def show(self, photo_id: int) -> Response:
        return photo_answer(photo_of(self.session, photo_id, by=current_actor()))


def photo_answer(content: bytes | None) -> Response:
    """404 for one that is not there for this reader."""
    answer = make_response(content or abort(404))
    answer.headers["Content-Type"], answer.headers["Cache-Control"] = "image/jpeg", AN_HOUR
    return answer
