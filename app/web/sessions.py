"""The session of a browser: its cookie holds a secret, and the row that the secret opens says whether the session stands.

The row comes with the person, in the query that each request makes anyway. PostgreSQL alone decides: while Valkey is away nobody is signed out.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, current_app, g, request, session
from flask_login import current_user, login_user
from sqlalchemy import and_, bindparam, select

from app.access.link_secrets import hashed
from app.actions.accounts.end_sign_in import end_sign_in
from app.actions.accounts.go_on import go_on
from app.actions.accounts.note_seen import SEEN_AGAIN, note_seen
from app.actions.accounts.open_sign_in import open_sign_in
from app.actions.accounts.person import the_person
from app.actions.accounts.say_again import say_again
from app.core.clock import now
from app.core.entity import db
from app.models import FoyerUser, SignIn
from app.queries.sign_ins import IDLE, idle_time, written_end
from app.rules.devices import Device, device_of
from app.rules.sign_ins import EndedBy, end_of
from app.web.actor import current_actor
from app.web.grants import FACTS
from app.web.numbers import whole

if TYPE_CHECKING:
    from app.web.grants import Grants

KEY = "key"
# When the present password was said again, in seconds. It came with another secret, so that no older copy of the cookie has it.
SAID = "said"
FRESH = dt.timedelta(minutes=10)
# What open pages ask for without anybody at them, over and over: it keeps nobody signed in.
BY_ITSELF = {"DeskView.state", "EvacuationView.kept", "HealthView.live", "MyPresenceView.code", "NotificationsView.count", "StayView.look"}
# What a page asks for again until something is there, which may be never while a vendor is away. Some are pages as well, where somebody comes to them.
UNTIL_IT_IS_THERE = {
    "ContactView.mails", "MailView.show", "MyPayView.paid", "PeerView.keys", "SetUpView.cards", "SetUpView.mail", "XeroMatchView.match", "XeroView.table",
}  # fmt: skip
ANSWERS_ALL = {"StayView.look"}  # also who is signed out, and that they are
SO_CALLED = {"progress", "standing"}  # the same, on many screens
STANDS = (
    select(
        FoyerUser, *FACTS, SignIn.id.label("sign_in_id"), SignIn.began_at, SignIn.seen_at, SignIn.ends_at, SignIn.ended_at, SignIn.ended_by,
        IDLE.scalar_subquery().label("idle"),
    )
    .join(SignIn, and_(SignIn.user_id == FoyerUser.id, SignIn.key_hash == bindparam("hash")))
    .where(FoyerUser.id == bindparam("id"))
)  # fmt: skip


def begin(user: FoyerUser, epoch: int) -> None:
    """A session of this browser, from now until its end; what the cookie held before is gone already. Raises what `open_sign_in` raises."""
    at = now()
    ends_at = at + dt.timedelta(hours=current_app.extensions["settings"].session_hours)
    session[KEY] = open_sign_in(device(), epoch=epoch, began_at=at, ends_at=ends_at, by=the_person(user))
    session.permanent = True
    login_user(user)


def person(grants: Grants, told: str) -> FoyerUser | None:
    """Whose session this is, while it stands. The cookie says "7.3": user 7, epoch 3."""
    user_id, _dot, epoch = told.partition(".")
    number, key = whole(user_id), session.get(KEY)
    if number is None or not isinstance(key, str):
        return None
    row = db.session.execute(STANDS, {"id": number, "hash": hashed(key)}).one_or_none()
    if row is None:
        return None
    user: FoyerUser = row[0]
    grants.note(number, row)
    idle = idle_time(row.idle, is_staff=grants.actor(user).is_staff)
    end = end_of(seen_at=row.seen_at, ends_at=row.ends_at, ended=written_end(row.ended_at, row.ended_by), idle=idle, at=now())
    if end is not None:
        g.session_over = (end.by, idle)
    if end is not None or not user.is_active or epoch != str(user.session_epoch):
        return None
    g.sign_in_id, g.session_epoch, g.session_began_at = row.sign_in_id, user.session_epoch, row.began_at
    g.session_ends_at = min(row.ends_at, (row.seen_at if is_by_itself() else now()) + idle)
    g.is_seen = row.seen_at > now() - SEEN_AGAIN or is_by_itself()
    return user


def is_by_itself() -> bool:
    """Whether nobody need be at the page that asks for this."""
    endpoint = request.endpoint or ""
    waits = endpoint in UNTIL_IT_IS_THERE or endpoint.rpartition(".")[2] in SO_CALLED
    return endpoint in BY_ITSELF or (waits and "HX-Request" in request.headers)


def seen() -> None:
    """Somebody is here; written down when that was not done just now."""
    if not g.get("is_seen", True):
        g.is_seen = True
        note_seen(g.sign_in_id)


def ask_nobody() -> None:
    """What an open page asks for by itself is told 401 where nobody is signed in, and nothing for later: that would write the cookie back as it was, when
    it has just become another one in another tab."""
    if is_by_itself() and request.endpoint not in ANSWERS_ALL and not current_user.is_authenticated:
        abort(401)


def this_one() -> int | None:
    """The id of the session of this request; of who looks, where somebody sees Foyer as a member."""
    found: int | None = g.get("sign_in_id")
    return found


def over_at() -> dt.datetime:
    """When the session of this request is over, if nothing is done in it any more."""
    found: dt.datetime = g.session_ends_at
    return found


def is_password_fresh() -> bool:
    """Whether it was said in this session within the last ten minutes: at the door, or again."""
    at = now()
    told = session.get(SAID)
    said = [g.session_began_at] + ([dt.datetime.fromtimestamp(told, dt.UTC)] if isinstance(told, int) else [])
    return any(dt.timedelta(0) <= at - each < FRESH for each in said)


def note_said() -> None:
    """The present password was just right, and the secret of the session is another one since."""
    session[SAID] = int(now().timestamp())


def password_again(password: str) -> None:
    """The password is right: this browser goes on under another secret. Raises what the action raises."""
    session[KEY] = say_again(g.sign_in_id, password, epoch=g.session_epoch, by=current_actor())
    note_said()


def leave(user: FoyerUser) -> None:
    """Signing out ends this session for good: a copy of its cookie is worth nothing."""
    if (own := this_one()) is not None:
        end_sign_in(own, EndedBy.SIGNED_OUT, by=the_person(user))


def stay(user: FoyerUser, why: EndedBy) -> None:
    """What ended every session of the person leaves this one, where they did it themselves and nobody else did so too."""
    own = this_one()
    key = go_on(own, after=g.session_epoch, why=why, by=the_person(user)) if own is not None else None
    if key is not None:
        session[KEY] = key
        login_user(user)


def device() -> Device:
    """What this request tells of where it comes from."""
    return device_of(request.user_agent.string, request.remote_addr or "")
