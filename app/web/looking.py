"""Looking: somebody of the staff sees Foyer as a member does. The session stays theirs; whoever asks who is there finds the member, and nothing can be done.

It stands in the signed session of who looks, and in the audit, which says whether it goes on. It is asked anew with every request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import MEMBER
from app.actions.users.see_as import LASTS, end_see_as, see_as
from app.core.clock import now
from app.core.entity import db
from app.core.errors import Forbidden
from app.models import FoyerUser
from app.queries.seen_as import still_sees
from app.web.actor import current_actor
from app.web.second_factor_gate import lacks_factor
from app.web.sessions import is_by_itself

if TYPE_CHECKING:
    from app.web.grants import Grants

KEY = "sees_as"
AS_ONESELF = ("SeeAsView.end", "SignInView.logout", "StayView.stay", "StayView.look")  # for these who looks is who they are
# By name, and nothing else: a page that comes later is closed until somebody has thought about it.
OPEN = {
    "HomeView", "MyAccessView", "MyBookingLinkView", "MyBookingView", "MyBookingsView", "MyCalendarLinkView", "MyCardsView", "MyGuestsView", "MyHelpView", "MyHomeView", "MyInvoicesView", "MyPayView",
    "MyPresenceView", "MyProfileView", "MyShopView", "MyStatementView", "MyTeamView", "MyUsageView", "MyWalletView", "PictureView",
}  # fmt: skip
SECRET = {"MyAccessView.password", "MyAccessView.renew", "MyPresenceView.code"}


@dataclass(frozen=True, slots=True)
class Looking:
    """`by` sees Foyer as `member` does."""

    member: str
    by: Actor


def looking() -> Looking | None:
    """Who looks in this request; None where people are who they are."""
    found: Looking | None = g.get("looking")
    return found


def begin(user_id: int) -> None:
    """Raises what `see_as` raises."""
    session[KEY] = [user_id, see_as(user_id, by=current_actor()), int((now() + LASTS).timestamp())]


def end() -> int | None:
    """Whom this browser saw Foyer as; None where it did not."""
    user_id, begun_id, _until = session.pop(KEY, None) or (None, 0, 0)
    if user_id is not None:
        end_see_as(user_id, begun_id, by=current_actor())
    return user_id


def instead_of(grants: Grants, user: FoyerUser) -> FoyerUser:
    """Who this request is of: the member, while the person whose session it is may see Foyer so."""
    if KEY not in session or request.endpoint in AS_ONESELF:
        return user
    member = _member(grants, user)
    if member is None:
        return user
    g.looking = Looking(str(member), grants.actor(user))
    return member


def _member(grants: Grants, user: FoyerUser) -> FoyerUser | None:
    user_id, begun_id, until = session[KEY]
    by = grants.actor(user)
    if (
        until < now().timestamp()
        or not by.may(Permission.USER_SEE_AS)
        or lacks_factor(grants, user)
        or not still_sees(db.session(), user_id, begun_id, by=by)
    ):
        return None
    member = grants.user(user_id)
    return member if member is not None and member.is_active and all(role.name == MEMBER for role in grants.of(user_id)) else None


def is_open() -> bool:
    return request.endpoint == "static" or (request.endpoint not in SECRET and (request.endpoint or "").partition(".")[0] in OPEN)


def install(app: Flask) -> None:
    def guard() -> Any:
        """A form that was sent when it was over is not sent in the name of who looked; what another tab asks for by itself ends nothing."""
        if KEY not in session or not current_user.is_authenticated or request.endpoint in AS_ONESELF:
            return None
        seen = looking()
        if seen is None and is_by_itself():
            raise Forbidden(_("You no longer see Foyer as somebody else does."))
        if seen is None:
            end()
            flash(_("You are back in your own view."), "info")
            return redirect(url_for("HomeView.index"), 303)
        if request.method not in ("GET", "HEAD"):
            raise Forbidden(_("You see Foyer as %(name)s does. Nothing can be done here.", name=seen.member))
        if request.endpoint is not None and not is_open():
            raise Forbidden(_("You see Foyer as %(name)s does. This page is for the person alone.", name=seen.member))
        return None

    app.before_request(guard)
