"""/room-picture/<room>: what a room looks like, put there, replaced or taken away."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import FileField

from app.actions.rooms.put_picture import put_picture, remove_picture
from app.core.pictures import MOST_BYTES
from app.models import Room
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from views.base.screen import Screen


class RoomPictureForm(DynamicForm):  # type: ignore[misc]
    picture = FileField(
        lazy_gettext("Picture"), render_kw={"accept": "image/jpeg,image/png,image/webp"},
        description=lazy_gettext("A JPEG, PNG or WebP of at most 10 MB, wider than high. The middle of it is shown; what the camera wrote into it is not kept."),
    )  # fmt: skip


class RoomPictureView(Screen):
    """For who may write rooms; the picture itself is fetched from /pictures."""

    route_base = "/room-picture"
    default_view = "show"
    class_permission_name = "Room"
    method_permission_name = {"show": "write", "remove": "write"}

    @expose("/<int:room_id>", methods=("GET", "POST"))
    @has_access
    def show(self, room_id: int) -> Any:
        room, form = self._room(room_id), RoomPictureForm()
        back = url_for("RoomView.show", pk=room.id)

        def save() -> None:
            given = request.files.get("picture")
            put_picture(room_id, given.stream.read(MOST_BYTES + 1) if given else b"", by=current_actor())

        if form.validate_on_submit() and attempt(form, save):
            flash(_("This is how the room is shown now."), "success")
            return redirect(back)
        crumbs = [(_("Rooms"), url_for("RoomView.list")), (room.name, back)]
        return self.render_template(
            "screens/rooms/picture.html", title=_("Picture of the room"), subtitle=room.name, crumbs=crumbs, room=room, form=form, back=back
        )

    @expose("/<int:room_id>/remove", methods=("POST",))
    @has_access
    def remove(self, room_id: int) -> Any:
        room = self._room(room_id)
        remove_picture(room.id, by=current_actor())
        flash(_("The picture is gone."), "success")
        return redirect(url_for("RoomView.show", pk=room.id))

    def _room(self, room_id: int) -> Room:
        found: Room = ScopedInterface(Room, self.session).get(room_id) or abort(404)
        return found
