"""Avatars: a person's picture, or the initials; and the address under which pictures are fetched."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import or_, select

from app.access.scope import visible
from app.core.entity import db
from app.models import FoyerUser, Picture
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
    """/pictures/<number>.jpg, for whoever may see the person; everybody sees their own."""

    route_base = "/pictures"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<int:picture_id>.jpg")
    def show(self, picture_id: int) -> Response:
        if not current_user.is_authenticated:
            abort(401)
        query = select(Picture).where(Picture.id == picture_id)
        criterion = visible(current_actor(), Picture)
        if criterion is not None:
            own = Picture.id.in_(select(FoyerUser.picture_id).where(FoyerUser.id == current_user.id))
            query = query.where(or_(own, criterion))
        answer = make_response(content_of(db.session.scalar(query) or abort(404)))
        answer.headers["Content-Type"], answer.headers["Cache-Control"] = "image/jpeg", AN_HOUR
        return answer
