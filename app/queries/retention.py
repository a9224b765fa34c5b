"""How long each kind of record is kept: what operators chose, in months or days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from app.core import clock
from app.models import AuditEvent
from app.queries.settings import setting

# The term that holds until somebody chooses another, and what may be chosen.
TERMS: dict[str, tuple[str, ...]] = {
    "retention.letters": ("6 months", "3 months", "12 months", "24 months"),
    "retention.web_log": ("90 days", "30 days", "180 days"),
    "retention.audit": ("7 years", "5 years", "10 years"),
    "retention.documents": ("7 years", "5 years", "10 years"),
    "retention.jobs": ("30 days", "7 days", "90 days"),
    "retention.wifi": ("6 months", "1 month", "3 months", "12 months"),
    "retention.doors": ("6 months", "1 month", "3 months", "12 months"),
    "retention.sign_ins": ("90 days", "30 days", "180 days"),
    "retention.sign_ups": ("90 days", "30 days", "180 days"),
    "retention.waiting_list": ("90 days", "30 days", "180 days"),
    "retention.mails": ("6 months", "3 months", "12 months", "24 months"),
    "retention.leads": ("24 months", "12 months", "36 months"),
    "retention.notices": ("30 days", "7 days", "90 days"),
    "retention.comments": ("60 months", "24 months", "84 months"),
    "retention.notifications": ("90 days", "30 days", "180 days"),
    "retention.enquiries": ("30 days", "7 days", "90 days"),
    "retention.guests": ("90 days", "30 days", "180 days"),
    "retention.check_ins": ("24 months", "12 months", "36 months"),
    "retention.tickets": ("24 months", "12 months", "36 months"),
    "retention.papers": ("12 months", "6 months", "24 months"),
    "retention.exports": ("7 days", "1 day", "3 days"),
    "retention.calls": ("3 days", "1 day", "7 days"),
    "retention.webhooks": ("30 days", "7 days", "90 days"),
}
DAYS = {"day": 1, "month": 30, "year": 365}
MONTHS = {"month": 1, "year": 12}


def term(session: Session, name: str) -> str:
    """As chosen: "6 months"."""
    return str(setting(session, name, TERMS[name][0]))


def kept_for(session: Session, name: str) -> dt.timedelta:
    """A month counts 30 days here, which nobody's rights hang on."""
    number, unit = term(session, name).split()
    return dt.timedelta(days=int(number) * DAYS[unit.rstrip("s")])


def kept_months(session: Session, name: str) -> int:
    """For terms of law, by the calendar."""
    number, unit = term(session, name).split()
    return int(number) * MONTHS[unit.rstrip("s")]


@dataclass(frozen=True, slots=True)
class Past:
    """Rows of one table that are past their term, in SQL, by `:before` (the term) and `:now`. With `becomes` they stay, and forget what
    that sets; the condition does not hold for them any more."""

    table: str
    condition: str
    becomes: str = ""


# Not won, and silent since before the term. Proposals and contracts have a term of their own: with the last of them the lead goes.
LEADS = """SELECT l.id FROM lead l WHERE l.status <> 'won' AND l.heard_at < :before AND NOT EXISTS (
  SELECT FROM opportunity o JOIN paper p ON p.opportunity_id = o.id WHERE o.lead_id = l.id)"""
DEALS = f"SELECT o.id FROM opportunity o WHERE o.lead_id IN ({LEADS})"  # noqa: S608 - ours
# Who waits no longer. Those who left before that instant was written down count from what they asked for.
WAITED = """SELECT w.id FROM waiting_entry w WHERE w.status IN ('served', 'withdrawn')
  AND coalesce(w.ended_at, greatest(w.created_at, CAST(w.starts_on AS timestamptz))) < :before"""
OFFERS = f"SELECT p.id FROM place_offer p WHERE p.entry_id IN ({WAITED})"  # noqa: S608 - ours
# Who appears nowhere any more. Whoever asked to be left alone is remembered, so that they are.
NOBODY = """SELECT c.id FROM contact c WHERE c.created_at < :before AND c.merged_into_id IS NULL AND c.do_not_contact_at IS NULL
  AND NOT EXISTS (SELECT FROM lead l WHERE l.contact_id = c.id) AND NOT EXISTS (SELECT FROM activity a WHERE a.contact_id = c.id)
  AND NOT EXISTS (SELECT FROM contact m JOIN (SELECT email FROM ab_user UNION ALL SELECT email FROM waiting_entry UNION ALL SELECT email FROM sign_up
    UNION ALL SELECT email FROM guest) s
    ON lower(s.email) = lower(m.email) WHERE m.id = c.id OR m.merged_into_id = c.id)"""
# What a mail told of and is still to come: a later one has to know what the first said. The notice of a series told of all its bookings.
TO_COME = """EXISTS (SELECT FROM booking b JOIN booking o ON o.id = b.id OR o.series_id = b.series_id WHERE b.id = delivery.booking_id AND o.ends_at > :now)
  OR EXISTS (SELECT FROM activity a WHERE a.id = delivery.activity_id AND a.at > :now)"""
# Visits of guests and of people of other networks, those included that say nobody any more: the mails about them name who came.
VISITED = "SELECT c.id FROM check_in c WHERE c.user_id IS NULL AND c.left_at IS NOT NULL AND c.arrived_at < :before"
# What comments and tasks can hang on, and terms of their own delete: they go along.
SHORT_LIVED = {
    "lead": "lead",
    "contact": "contact",
    "opportunity": "opportunity",
    "proposal": "paper",
    "contract": "paper",
    "guest": "guest",
    "visit": "visit",
    "check_in": "check_in",
    "waiting_entry": "waiting_entry",
    "sign_up": "sign_up",
    "ticket": "ticket",
}
# Deleted row by row; the audit and documents have functions of the database of their own, and the logs are files.
PAST: dict[str, tuple[Past, ...]] = {
    "retention.letters": (
        Past(
            "delivery",
            "(user_id IS NOT NULL OR booking_id IS NOT NULL OR activity_id IS NOT NULL OR lead_id IS NOT NULL OR offer_id IS NOT NULL)"
            f" AND state IN ('sent', 'withheld', 'failed') AND coalesce(sent_at, created_at) < :before AND NOT ({TO_COME})",
        ),
        Past("mail_copy", "created_at < :before"),
        Past("mail_bounce", "at < :before"),
        Past("suppressed_address", "coalesce(lifted_at, since) < :before"),  # addresses come to life again, and one that did not comes back
        Past("address_change", "state <> 'asked' AND created_at < :before"),
    ),
    "retention.jobs": (
        Past("outbox_message", "(state = 'done' AND done_at < :before) OR (state = 'given_up' AND failed_at < :before)"),
        Past("health_episode", "ended_at < :before"),
        Past("schedule_slot", "finished_at < :before"),
        Past("sign_in_token", "expires_at < :before"),
        Past("people_import", "created_at < :before"),
        Past(
            "kept_report", "asked_at < CAST(:now AS timestamptz) - interval '2 days'"
        ),  # each is of a day, and nobody asks for it after that
        Past("batch", "state <> 'running' AND created_at < :before"),
    ),
    "retention.wifi": (
        Past("radius.radacct", "coalesce(acctstoptime, acctupdatetime, acctstarttime) < :before"),
        Past("radius.radpostauth", "authdate < :before"),
        Past("radius.usage", "quarter < :before"),
    ),
    "retention.doors": (Past("door_entry", "at < :before"),),
    "retention.sign_ins": (Past("sign_in", "coalesce(ended_at, ends_at) < :before"),),
    "retention.sign_ups": (Past("sign_up", "status IN ('approved', 'declined') AND created_at < :before"),),
    "retention.waiting_list": (
        Past("onboarding", f"offer_id IN ({OFFERS})", "offer_id = NULL"),
        Past("delivery", f"offer_id IN ({OFFERS})"),
        Past("place_offer", f"id IN ({OFFERS})"),
        Past("waiting_entry", f"id IN ({WAITED})"),
    ),
    "retention.enquiries": (Past("enquiry", "state IN ('quarantined', 'dropped', 'spam') AND received_at < :before"),),
    "retention.notices": (Past("payment_receipt", "state = 'refused' AND received_at < :before"),),
    "retention.comments": (
        Past("comment", "created_at < :before"),
        Past("task", "noun_id IS NOT NULL AND ended_at < :before"),
        *(
            Past(hung, f"noun = '{noun}' AND NOT EXISTS (SELECT FROM {table} r WHERE r.id = {hung}.noun_id)")
            for noun, table in SHORT_LIVED.items()
            for hung in ("comment", "task")
        ),
    ),
    "retention.notifications": (
        Past("notification", "created_at < :before"),
        Past("announcement", "ends_on < CAST(:before AS timestamptz)::date"),
    ),
    "retention.guests": (
        Past("delivery", f"check_in_id IN ({VISITED})"),  # with the copy of what it said
        Past("wifi_voucher", "until < :before"),
        Past("visit", "expected_at < :before"),
        Past(
            "check_in",
            "guest_id IS NOT NULL AND left_at IS NOT NULL AND arrived_at < :before",
            "guest_id = NULL, name = '', company = '', host_id = NULL, host_name = '', visit_id = NULL",
        ),
        Past("check_in", "peer_id IS NOT NULL AND name <> '' AND left_at IS NOT NULL AND arrived_at < :before", "name = ''"),
        Past("kiosk_refusal", "at < :before"),
        Past("guest", "seen_at < :before AND NOT EXISTS (SELECT FROM check_in c WHERE c.guest_id = guest.id)"),
        Past(
            "picture",
            "created_at < :before AND NOT EXISTS (SELECT FROM ab_user u WHERE u.picture_id = picture.id) AND NOT EXISTS (SELECT FROM guest g WHERE g.picture_id = picture.id) AND NOT EXISTS (SELECT FROM room r WHERE r.picture_id = picture.id)",
        ),
        Past("contact", f"consent_at IS NULL AND id IN ({NOBODY})"),
    ),
    "retention.check_ins": (
        Past("day_use", "day < CAST(:before AS timestamptz)::date"),
        Past("check_in", "left_at IS NOT NULL AND arrived_at < :before"),
        Past("wrong_pin", "at < CAST(:now AS timestamptz) - interval '1 day'"),
        Past("peer_request", "at < :before"),
        Past("peer_question", "asked_at < :before"),
    ),
    "retention.tickets": (Past("ticket", "status IN ('solved', 'closed') AND solved_at < :before"),),
    "retention.papers": (
        Past("paper", "status IN ('declined', 'expired', 'superseded') AND coalesce(answered_at, sent_at) < :before"),
        Past("paper", "signed_at < CAST(:now AS timestamptz) - interval '7 years'"),
    ),
    "retention.leads": (
        Past("delivery", f"lead_id IN ({LEADS})"),
        Past("enquiry", f"lead_id IN ({LEADS})"),
        Past("task", f"opportunity_id IN ({DEALS})"),
        Past("opportunity", f"lead_id IN ({LEADS})"),
        Past("activity", f"lead_id IN ({LEADS}) OR (lead_id IS NULL AND at < :before)"),
        Past("lead", f"id IN ({LEADS})"),
        Past("contact", f"merged_into_id IN ({NOBODY})"),
        Past("contact", f"id IN ({NOBODY})"),
    ),
    "retention.mails": (Past("mail_reference", "at < :before"),),
    "retention.webhooks": (Past("webhook_message", "state <> 'due' AND made_at < :before"),),
    "retention.calls": (Past("api_call", "made_at < :before"),),
    "retention.exports": (Past("personal_export", "expires_at <= :now"),),
    "retention.audit": (Past("audit_event", "at < :before"),),
    "retention.documents": (
        Past("invoice", "number IS NOT NULL AND issued_on < :before AND buyer->>'forgotten' IS NULL"),
        Past("credit_note", "issued_on < :before AND buyer->>'forgotten' IS NULL"),
    ),
}


def before(session: Session, name: str) -> dt.datetime:
    """The instant up to which records of this class are past their term; by the calendar where the term is one of law."""
    if name in ("retention.audit", "retention.documents"):
        found: dt.datetime = session.scalars(
            text("SELECT CAST(:now AS timestamptz) - make_interval(months => :months)"),
            {"now": clock.now(), "months": kept_months(session, name)},
        ).one()
        return found
    return clock.now() - kept_for(session, name)


@dataclass(frozen=True, slots=True)
class Kept:
    """One class as the page shows it. `due` rows go tonight; `forgotten` went at `last`."""

    name: str
    term: str
    due: int
    forgotten: int
    last: dt.datetime | None


def report(session: Session) -> list[Kept]:
    """Every class with what is past its term now and what went last time."""
    found = []
    for name in TERMS:
        values = {"before": before(session, name), "now": clock.now()}
        counts = [f"SELECT count(*) FROM {past.table} WHERE {past.condition}" for past in PAST.get(name, ())]  # noqa: S608 - our own words
        due = sum(session.scalar(asked(count, values)) or 0 for count in counts)
        event = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.verb == "forget", AuditEvent.noun == "setting", AuditEvent.name == name)
            .order_by(AuditEvent.id.desc())
            .limit(1)
        ).one_or_none()
        gone = event.changes["rows"][1] if event is not None else 0
        found.append(Kept(name, term(session, name), due, gone, event.at if event is not None else None))
    return found


def asked(statement: str, values: Mapping[str, object]) -> TextClause:
    """The statement with those of the values that it names."""
    return text(statement).bindparams(**{name: value for name, value in values.items() if f":{name}" in statement})
