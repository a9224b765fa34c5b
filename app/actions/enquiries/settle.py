"""What becomes of an enquiry: a lead, the quarantine, or the log of what was dropped (S1, S4, S6)."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.leads.take_in import take_in
from app.core import clock
from app.models import Enquiry, Location
from app.models.enquiry import EnquiryState
from app.queries.leads.came import is_trusted, seen_before
from app.rules import lead_content
from app.rules.lead_captcha import Verdict
from app.rules.lead_verdict import Fate, fate_of, spam_points
from app.work import transaction

MOVES = {Fate.LEAD: "accept", Fate.QUARANTINE: "quarantine", Fate.DROPPED: "drop"}


def settle_enquiry(enquiry_id: int, verdict: Verdict, *, domain_is_bad: bool, by: Actor) -> Enquiry:
    """`verdict` is of the captcha, `domain_is_bad` of the address. Settling twice changes nothing; nothing else has an effect before this (S6)."""
    with transaction(by=by) as work:
        row = work.lock(Enquiry, enquiry_id)
        if row.state is not EnquiryState.RECEIVED:
            return row
        country = work.session.get_one(Location, row.location_id).country
        asked = lead_content.Enquiry(
            row.name, row.message, row.phone, country, seen_before=seen_before(work.session, row), domain_is_bad=domain_is_bad
        )
        signs = lead_content.signs_of(asked)
        content = lead_content.content_points(signs)
        fate = fate_of(content, verdict, form_is_flooded=row.came_in_flood, sender_is_trusted=is_trusted(work.session, row.email_key))
        lead_id = take_in(work, row).id if fate is Fate.LEAD else None
        row.signs, row.points, row.verdict, row.captcha_token = " ".join(signs), spam_points(content, verdict), verdict, ""
        row.lead_id, row.judged_at = lead_id, clock.now()
        Enquiry.moves.move(row, MOVES[fate])
    return row
