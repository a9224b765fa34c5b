"""Avatars: a person's picture, or the initials; what rooms look like; and the addresses under which pictures are fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import or_, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed, visible
from app.actions.accounts.person import the_person
from app.core.entity import db
from app.core.room_picture import SIZE, SMALL, small
from app.models import FoyerUser, Guest, Picture, Room
from app.queries.kept_files import content_of
from app.web.actor import current_actor

AN_HOUR = "private, max-age=3600"


def as_avatar(person: Any, size: str = "sm") -> Markup:
    """Beside a name, which is what a screen reader says; `size` is one of Tabler's: xs, sm, md, lg, xl."""
    return picture_or(person.picture_id, initials(person), size)


def picture_or(picture_id: int | None, letters: str, size: str) -> Markup:
    """For somebody of whom no more is known than that."""
    if picture_id is not None:
        return Markup('<img class="avatar avatar-{} rounded-circle" src="{}" alt="" loading="lazy">').format(
            size, url_for("PictureView.show", picture_id=picture_id)
        )
    return Markup('<span class="avatar avatar-{} rounded-circle" aria-hidden="true">{}</span>').format(size, letters)


def initials(person: Any) -> str:
    """Two letters at most."""
    return "".join(name[:1] for name in (person.first_name or "", person.last_name or "")).upper() or (person.username or "")[:1].upper()


def as_room_picture(room: Room, *, is_small: bool = False) -> Markup:
    """Nothing where there is none. Its width and height are said, so that nothing moves when it comes."""
    if room.picture_id is None:
        return Markup()
    width, height = SMALL if is_small else SIZE
    drawn = '<img class="{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
    return Markup(drawn).format(
        "room-small" if is_small else "room-picture", room_picture_address(room, is_small=is_small), room_picture_said(room), width, height
    )


def room_picture_address(room: Room, *, is_small: bool = False) -> str:
    """Empty where there is none."""
    if room.picture_id is None:
        return ""
    return url_for("PictureView.small" if is_small else "PictureView.show", picture_id=room.picture_id)


def room_picture_said(room: Room) -> str:
    """For who does not see it."""
    return _("Picture of %(room)s", room=room.name)


class PictureView(BaseView):  # type: ignore[misc]
    """/pictures/<number>.jpg, for whoever may see the person or the room, or read the guest; everybody sees their own. One of nobody any more is
    shown to nobody."""

    route_base = "/pictures"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<int:picture_id>.jpg")
    def show(self, picture_id: int) -> Response:
        if not current_user.is_authenticated:
            abort(401)
        if not self._may_see(current_actor(), picture_id):
            abort(404)
        return self._answer(picture_id, content_of)

    @expose("/small/<int:picture_id>.jpg")
    def small(self, picture_id: int) -> Response:
        """That of a room, for a line or a card."""
        if not current_user.is_authenticated:
            abort(401)
        if not self._is_of_room(current_actor(), picture_id):
            abort(404)
        return self._answer(picture_id, lambda row: small(content_of(row)))

    def _answer(self, picture_id: int, content: Callable[[Picture], bytes]) -> Response:
        """A browser that has it already is told so, by its content."""
        row = db.session.get(Picture, picture_id) or abort(404)
        answer = Response(status=304) if row.sha256 in request.if_none_match else make_response(content(row))
        answer.set_etag(row.sha256)
        answer.headers["Content-Type"], answer.headers["Cache-Control"] = "image/jpeg", AN_HOUR
        return answer

    def _may_see(self, actor: Actor, picture_id: int) -> bool:
        """By whose it is: a number alone opens nothing."""
        people, guests = visible(actor, FoyerUser), visible(actor, Guest)
        theirs = select(FoyerUser.id).where(FoyerUser.picture_id == picture_id)
        if people is not None:
            theirs = theirs.where(or_(FoyerUser.id == current_user.id, people))
        if db.session.scalar(theirs.limit(1)) is not None:
            return True
        if self._is_of_room(actor, picture_id):
            return True
        if not actor.may(Permission.GUEST_READ):
            return False
        of_guest = select(Guest.id).where(Guest.picture_id == picture_id)
        return db.session.scalar((of_guest if guests is None else of_guest.where(guests)).limit(1)) is not None

    def _is_of_room(self, actor: Actor, picture_id: int) -> bool:
        """Of one that they see at work, or at /my, where staff are the member that they are."""
        member = the_person(db.session.get_one(FoyerUser, current_user.id))
        seen = [actor, member] if actor.may(Permission.ROOM_READ) else [member]
        of_room = select(Room.id).where(Room.picture_id == picture_id).limit(1)
        return any(db.session.scalar(narrowed(of_room, each, Room)) is not None for each in seen)
