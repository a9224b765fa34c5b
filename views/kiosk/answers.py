"""/kiosk/do/…: what the tablet is told when somebody taps. Each answer is {"refused", "field"} or what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, jsonify, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from app.access.actor import Actor
from app.actions.check_ins.guest import guest_arrives
from app.actions.check_ins.leave import leave
from app.actions.emails import one_address
from app.actions.kiosks.leave import guest_leaves
from app.actions.kiosks.who import actor_of
from app.core.entity import db
from app.core.errors import FoyerError, Refused
from app.models import Kiosk
from app.models.check_in import LeftBy, Source
from app.queries.presence.kiosk import FEWEST_LETTERS, guest_known, hosts
from app.queries.presence.terms import knows_guest
from app.rules.lead_contact import email_key
from views.bookings.ical import was_wrong
from views.kiosk.kept import told
from views.kiosk.paired import counted, speak, the_kiosk
from views.kiosk.passes import asked, by_pass, by_pin
from views.kiosk.refs import number_of, ref
from views.kiosk.said import LONGEST_EMAIL, LONGEST_PASS, guest_said, key, text
from views.kiosk.welcome import welcome

A_TABLET = "120 per minute"  # what four people a minute tap, three times over
Answer = dict[str, Any]


def answered(verb: Callable[[Any, dict[str, Any], Kiosk, Actor], Answer]) -> Callable[[Any], Any]:
    """For a paired tablet and JSON alone; a refusal is an answer."""

    @wraps(verb)
    def answer(self: Any) -> Any:
        kiosk = the_kiosk()
        if kiosk is None:
            return jsonify({"message": _("This tablet is no kiosk any more. Please ask at the desk.")}), 404
        body = request.get_json(silent=True)
        if not request.is_json or not isinstance(body, dict):
            return jsonify({"message": _("That did not arrive whole. Please start again.")}), 415
        speak(body.get("language"))
        try:
            return jsonify(verb(self, body, kiosk, actor_of(kiosk)))
        except FoyerError as refusal:
            return jsonify({"refused": str(refusal.message), "field": refusal.field or ""})

    return answer


class KioskAnswersView(BaseView):  # type: ignore[misc]
    route_base = "/kiosk/do"
    default_view = "look"
    base_permissions: list[str] = []
    limits = [
        Limit(A_TABLET, key_func=counted, methods=("POST",)),
        Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong),
    ]

    @expose("/look", methods=("POST",))
    @answered
    def look(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        """What is still to be asked of somebody with that address; not who they are, nor whom they visited."""
        email = one_address(text(body, "email", LONGEST_EMAIL), field="email")
        if not email:
            raise Refused(_("Type your mail address."), field="email")
        found = guest_known(db.session(), kiosk.location_id, email_key(email))
        if found.open_one is not None:
            return welcome(found.open_one, again=True)
        return {"known": found.guest is not None, "agreed": knows_guest(db.session(), email), "same": found.came_for is not None}

    @expose("/hosts", methods=("POST",))
    @answered
    def hosts(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        found, more = hosts(db.session(), kiosk.location_id, text(body, "words"))
        said = [
            {
                "name": each.name,
                "company": each.company,
                "host": ref("host", each.user_id, kiosk.location_id) if each.user_id is not None else "",
            }
            for each in found
        ]
        return {"hosts": said, "more": more, "letters": FEWEST_LETTERS}

    @expose("/arrive", methods=("POST",))
    @answered
    def arrive(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        said = guest_said(body, kiosk, g.language)
        row, again = guest_arrives(said, location_id=kiosk.location_id, source=Source.KIOSK, key=key(body), by=by)
        return welcome(row, again=again, names_host=not said.same)

    @expose("/leave", methods=("POST",))
    @answered
    def leave(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        """By the page that said that they are in, or by their address."""
        signed = text(body, "ref", LONGEST_PASS)
        if signed:
            number = number_of("check-in", signed, kiosk.location_id)
            if number is None:
                raise Refused(_("That page was open for too long. Please start again."))
            leave(number, LeftBy.KIOSK, by=by)
        else:
            guest_leaves(text(body, "email", LONGEST_EMAIL), location_id=kiosk.location_id, by=by)
        return {"left": True}

    @expose("/pin", methods=("POST",))
    @answered
    def pin(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        return by_pin(body, kiosk, by)

    @expose("/asked", methods=("POST",))
    @answered
    def asked(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        return asked(body, kiosk, by)

    @expose("/pass", methods=("POST",))
    @answered
    def pass_(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        return by_pass(body, kiosk, by)

    @expose("/keep", methods=("POST",))
    @answered
    def keep(self, body: dict[str, Any], kiosk: Kiosk, by: Actor) -> Answer:
        """What the tablet kept while it had no network, each record answered by its key."""
        return told(body, kiosk, by)
