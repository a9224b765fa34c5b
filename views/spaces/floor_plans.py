"""Floor plans: who sits where today or on another day, and where somebody can be put."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, abort, make_response, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import Permission
from app.core import clock
from app.models import FloorPlan
from app.queries.floor_plans import Seat, Sitter, picture_of, plans, seats
from app.queries.kept_files import content_of
from app.rules.seating import Standing
from app.web.actor import current_actor
from app.web.avatars import initials
from app.web.formats import as_date
from app.web.place import chosen_location, location_choices
from views.base.days import asked_day
from views.base.screen import Screen

PAGE = "screens/spaces/floor_plan.html"
KEEP = "private, max-age=31536000, immutable"  # another picture has another address


class FloorPlanView(Screen):
    """GET /floor-plans/, /floor-plans/<id> and its picture."""

    route_base = "/floor-plans"
    default_view = "show"
    class_permission_name = "Space"
    method_permission_name = {"show": "read", "one": "read", "picture": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        """The first plan of the chosen location."""
        found = plans(self.session, by=current_actor(), location_id=chosen_location())
        return self._page(found[0], list(found)) if found else self._nothing()

    @expose("/<int:plan_id>")
    @has_access
    def one(self, plan_id: int) -> Any:
        found = plans(self.session, by=current_actor(), location_id=None)
        plan = next((each for each in found if each.id == plan_id), None) or abort(404)
        return self._page(plan, [each for each in found if each.location_id == plan.location_id or chosen_location() is None])

    @expose("/<int:plan_id>/picture")
    @has_access
    def picture(self, plan_id: int) -> Response:
        """For whoever may see the plan; it runs nothing, wherever it is opened."""
        kept = picture_of(self.session, plan_id, by=current_actor()) or abort(404)
        answer = make_response(content_of(kept))
        answer.headers["Content-Type"], answer.headers["Cache-Control"] = kept.media_type, KEEP
        answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return answer

    def _nothing(self) -> Any:
        may_add = self.may(Permission.SPACE_WRITE) and bool(location_choices())
        return self.render_template(PAGE, title=_("Floor plan"), plan=None, may_write=may_add)

    def _page(self, plan: FloorPlan, tabs: list[FloorPlan]) -> Any:
        today = clock.today(plan.location.zone)
        day = asked_day("on", today)
        found = seats(self.session, plan, day)
        may_see, may_onboard = self.may(Permission.LICENSE_READ), self.may(Permission.USER_ONBOARD)
        return self.render_template(
            PAGE,
            title=plan.name,
            subtitle=plan.location.name,
            plan=plan,
            tabs=tabs,
            day=day,
            is_today=day == today,
            seats=found,
            words={seat.mark.id: seat_in_words(seat, day) for seat in found},
            targets={seat.mark.id: target(seat, day, may_see=may_see, may_onboard=may_onboard and day >= today) for seat in found},
            initials=initials_of,
            sitting=sitter_in_words,
            may_see=may_see,
            may_write=self.may(Permission.SPACE_WRITE),
            may_onboard=may_onboard and day >= today,
            picture=picture_address(plan),
        )


def picture_address(plan: FloorPlan) -> str:
    return url_for("FloorPlanView.picture", plan_id=plan.id, v=plan.document.sha256[:12])


def seat_in_words(seat: Seat, day: dt.date) -> str:
    """What a place says of itself: "2 free", "full, free from 1 Jan 2027", "kept for somebody"."""
    if seat.is_room:
        return _("room")
    if seat.free is None:
        return _("no limit")
    if seat.free:
        return ngettext("%(num)d free", "%(num)d free", seat.free)
    if seat.free_from is not None and seat.free_from > day:
        return _("free from %(day)s", day=as_date(seat.free_from))
    return _("full")


def target(seat: Seat, day: dt.date, *, may_see: bool, may_onboard: bool) -> str:
    """Where a click on a place leads: to the one who sits there, to onboarding when nobody does, else to its row below the picture."""
    if seat.is_room:
        return url_for("RoomView.show", pk=seat.place.id)
    if not seat.sitters and not seat.kept and may_onboard:
        return url_for("OnboardingView.new", space=seat.place.id, starts_on=day)
    if len(seat.sitters) == 1 and seat.free == 0 and may_see:
        return url_for("LicenseView.show", pk=seat.sitters[0].license.id)
    return f"#place-{seat.mark.id}"


def initials_of(sitter: Sitter) -> str:
    if sitter.license.user is not None:
        return initials(sitter.license.user)
    return "".join(word[0] for word in sitter.license.organisation.name.split() if word[0].isalnum())[:2].upper()


def sitter_in_words(sitter: Sitter) -> str:
    """ "leaves on 30 Jun 2026"; nothing of somebody who is simply there."""
    license = sitter.license
    if sitter.standing is Standing.LEAVING:
        return _("leaves on %(day)s", day=as_date(license.ends_on))
    if sitter.standing is Standing.COMING:
        return _("comes on %(day)s", day=as_date(license.starts_on))
    return _("paused") if sitter.standing is Standing.PAUSED else ""
