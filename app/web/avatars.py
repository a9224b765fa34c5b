"""Avatars: a person's picture, or the initials; and the address under which pictures are fetched."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import or_, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import visible
from app.core.entity import db
from app.models import FoyerUser, Guest, Picture
from app.queries.kept_files import content_of
from app.web.actor import current_actor

AN_HOUR = "private, max-age=3600"


def as_avatar(person: Any, size: str = "sm") -> Markup:
    """Beside a name, which is what a screen reader says; `size` is one of Tabler's: xs, sm, md, lg, xl."""
    return picture_or(person.picture_id, initials(person), size)


def picture_or(picture_id: int | None, letters: str, size: str) -> Markup:
    """For somebody of whom no more is known than that."""
    if picture_id is not None:
        return Markup('<img class="avatar avatar-{} rounded-circle" src="{}" alt="" loading="lazy">').format(size, url_for("PictureView.show", picture_id=picture_id))
    return Markup('<span class="avatar avatar-{} rounded-circle" aria-hidden="true">{}</span>').format(size, letters)


def initials(person: Any) -> str:
    """Two letters at most."""
    return "".join(name[:1] for name in (person.first_name or "", person.last_name or "")).upper() or (person.username or "")[:1].upper()


class PictureView(BaseView):  # type: ignore[misc]
    """/pictures/<number>.jpg, for whoever may see the person, or read the guest; everybody sees their own. One of nobody any more is shown to nobody."""

    route_base = "/pictures"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<int:picture_id>.jpg")
    def show(self, picture_id: int) -> Response:
        if not current_user.is_authenticated:
            abort(401)
        if not self._may_see(current_actor(), picture_id):
            abort(404)
        answer = make_response(content_of(db.session.get(Picture, picture_id) or abort(404)))
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
        if not actor.may(Permission.GUEST_READ):
            return False
        of_guest = select(Guest.id).where(Guest.picture_id == picture_id)
        return db.session.scalar((of_guest if guests is None else of_guest.where(guests)).limit(1)) is not None
