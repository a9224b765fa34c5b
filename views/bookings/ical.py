"""/ical/<secret>.ics: a calendar that phones and programs fetch by themselves, without a sign-in (contracts.md section 9)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Response, abort, current_app, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session

from app.access.link_secrets import hashed
from app.core import clock
from app.core.entity import db
from app.models import SecretLink
from app.models.secret_link import LinkKind
from app.queries.feeds import Entry, my_entries, room_entries
from app.queries.secret_links import opened_by
from app.rendering.ical import Occasion, feed
from app.rendering.ical_days import day_feed
from views.tasks.calendar_days import days_of_tasks

KINDS = (LinkKind.MY_CALENDAR, LinkKind.MY_TASKS, LinkKind.ROOM_CALENDAR)


def the_secret() -> str:
    """Counted by its hash: Valkey learns no secret."""
    return f"secret:{hashed(str((request.view_args or {}).get('secret', '')))[:32]}"


def was_wrong(response: Any) -> bool:
    return bool(response.status_code == 404)


class IcalView(BaseView):  # type: ignore[misc]
    """GET /ical/<secret>.ics. One sentence for every secret that opens nothing: revoked, replaced, or never made."""

    route_base = "/ical"
    default_view = "feed"
    base_permissions: list[str] = []
    limits = [Limit("120 per hour", key_func=the_secret), Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong)]

    @expose("/<secret>.ics")
    def feed(self, secret: str) -> Any:
        link = opened_by(db.session(), secret, *KINDS) or abort(404)
        if link.kind is LinkKind.MY_TASKS:
            days = days_of_tasks(db.session(), link.user_id or 0)
            return answered((days,), lambda: day_feed(_("My tasks"), days, stamped_at=clock.now()))
        name, entries = told(db.session(), link)
        occasions = [_occasion(entry) for entry in entries]
        return answered((name, occasions), lambda: feed(name, occasions, stamped_at=clock.now()))


def answered(content: tuple[Any, ...], drawn: Callable[[], bytes]) -> Any:
    """The calendar, or that nothing in it has changed since it was fetched."""
    answer = Response(mimetype="text/calendar")
    answer.set_etag(sha256(repr(content).encode()).hexdigest()[:32], weak=True)
    answer.cache_control.private, answer.cache_control.max_age = True, 300
    if answer.get_etag()[0] not in request.if_none_match.as_set(include_weak=True):
        answer.data = drawn()
    return answer.make_conditional(request)


def told(session: Session, link: SecretLink) -> tuple[str, list[Entry]]:
    """What the calendar is called, and what stands in it."""
    if link.room_id is not None:
        return _("%(room)s, %(place)s", room=str(link.room), place=str(link.location)), room_entries(session, link.room_id)
    return _("My rooms"), my_entries(session, link.user_id or 0)


def _occasion(entry: Entry) -> Occasion:
    base = current_app.extensions["settings"].public_url.rstrip("/")
    link = f"{base}/my/bookings/{entry.public_id}" if entry.public_id else ""
    times = entry.starts_at, entry.ends_at, entry.zone
    return Occasion(entry.uid, entry.sequence, *times, entry.title or _("Booked"), place=entry.where, link=link)
