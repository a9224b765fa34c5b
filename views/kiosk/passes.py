"""Members by PIN or pass, guests by the pass of their invitation, and members of other networks (K2, K4)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.passes import PREFIX, member_of_pass
from app.access.pins import is_pin
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.kiosks.leave import member_leaves, visit_leaves
from app.actions.peers.ask import ask_peers
from app.actions.pins.check import UnknownPin, member_by_pin
from app.core import clock
from app.core.entity import db
from app.core.errors import Refused
from app.models import CheckIn, Kiosk, Visit
from app.models.check_in import Source
from app.models.peer import Answer as Answered
from app.models.visit import VisitStatus
from app.queries.presence.by_pass import visit_by_pass
from app.queries.presence.question import answer_to, asks_to_leave
from app.queries.presence.terms import knows_guest
from views.kiosk.said import LONGEST_PASS, key, text, visit_secret
from views.kiosk.welcome import welcome

Answer = dict[str, Any]


def by_pin(body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
    """One that is nobody's here may be known at another network, which is asked, that of the body's `network` first; the tablet looks for the answer. Raises Refused at `pin`."""
    pin = text(body, "pin", 20)
    try:
        user = member_by_pin(pin, kiosk.location_id, by=by)
    except UnknownPin:
        if not is_pin(pin):
            raise
        ask_peers(pin, kiosk.location_id, key(body), hint=text(body, "network", 40), leaving=body.get("leaving") is True, by=by)
        return asked(body, kiosk, by)
    return _member(user.id, body, kiosk, by)


def by_pass(body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
    """Of a member: in or out at once. Of an invitation: what is still to be asked. Raises Refused at `pass`."""
    said = text(body, "pass", LONGEST_PASS)
    if said.startswith(PREFIX):
        user_id = member_of_pass(said, clock.now())
        if user_id is None:
            raise Refused(_("This pass is over. Open it once more on your phone."), field="pass")
        return _member(user_id, body, kiosk, by)
    visit = visit_by_pass(db.session(), visit_secret(said))
    if visit is None:
        raise Refused(_("This pass is not known here. Check in as a guest, or ask at the desk."), field="pass")
    if body.get("leaving") is True:
        visit_leaves(visit.id, location_id=kiosk.location_id, by=by)
        return {"left": True}
    return _invited(visit, kiosk)


def _member(user_id: int, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
    if body.get("leaving") is True:
        member_leaves(user_id, location_id=kiosk.location_id, by=by)
        return {"left": True}
    arrival = Arrival(kiosk.location_id, Source.KIOSK, key(body))
    row = arrive_member(user_id, arrival, by=by)
    return welcome(row, again=row.key != arrival.key)


def _invited(visit: Visit, kiosk: Kiosk) -> Answer:
    if visit.location_id != kiosk.location_id:
        raise Refused(_("This invitation is for %(location)s.", location=visit.location.name), field="pass")
    if visit.status is VisitStatus.CANCELLED:
        raise Refused(_("This invitation was taken back. Please ask at the desk."), field="pass")
    is_in = db.session.query(CheckIn).filter(CheckIn.visit_id == visit.id, CheckIn.left_at.is_(None)).order_by(CheckIn.id.desc()).first()
    if is_in is not None:
        return welcome(is_in, again=True)
    return {
        "invited": {
            "name": visit.name,
            "has_email": bool(visit.email),
            "agreed": bool(visit.email) and knows_guest(db.session(), visit.email),
        }
    }


def asked(body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
    """What other networks said of a PIN. Raises Refused at `pin` for one that nobody knows, and while it is locked there, and for who leaves and is not in; Missing."""
    answer, row = answer_to(db.session(), key(body))
    if answer is Answered.ASKED:
        return {"asking": True}
    if answer is Answered.OK and asks_to_leave(db.session(), key(body)):
        if row is None:
            raise Refused(_("You are not checked in here."))
        return {"left": True}
    if answer is Answered.OK and row is not None and row.location_id == kiosk.location_id:
        return welcome(row, again=False)
    if answer is Answered.NO:
        raise Refused(_("Nobody has this PIN."), field="pin")
    if answer is Answered.LOCKED:
        raise Refused(_("Too many wrong PINs. Wait 15 minutes, or ask at the desk."), field="pin")
    return {"unreached": True}
