"""Enquiries are judged, and what follows from leads is told by mail. Only here the captcha and DNS are asked (S1, S4, S6)."""

from __future__ import annotations

import datetime as dt

import structlog

from app.access.actor import SYSTEM
from app.access.sealing import LEAD_CAPTCHA, opened
from app.actions.enquiries.settle import settle_enquiry
from app.actions.leads.tell import tell_owner, tell_visitor
from app.core import clock
from app.core.entity import db
from app.integrations.captcha import Captcha
from app.integrations.domains import Domains
from app.integrations.errors import Trouble
from app.integrations.registry import use
from app.models import Enquiry
from app.models.enquiry import EnquiryState
from app.models.lead import LeadOrigin
from app.models.lead_form import CaptchaKind
from app.rules.lead_captcha import OUR_FAULTS, CaptchaAnswer, Verdict, judge_captcha
from app.rules.throwaway_domains import is_throwaway
from jobs import job

log = structlog.get_logger("leads")


@job(queue="enquiries", timeout=60)
def judge(enquiry_id: int) -> None:
    """Safe to run twice: a token that was asked about before is refused, and that is the quarantine."""
    row = db.session.get_one(Enquiry, enquiry_id)
    if row.state is not EnquiryState.RECEIVED:
        return
    asked = row.origin is LeadOrigin.WEB and row.form.captcha is not CaptchaKind.NONE
    kind, token, hostnames = row.form.captcha, row.captcha_token, frozenset(row.form.hostnames.split())
    came_at = row.received_at
    secret = opened(row.form.sealed_secret, LEAD_CAPTCHA).decode() if asked and row.form.sealed_secret else ""
    domain = (row.email_key or "").rpartition("@")[2]
    db.session.rollback()  # no transaction stays open while others are asked
    verdict = _verdict(kind, token, secret, hostnames, came_at) if asked else Verdict.NONE
    settle_enquiry(enquiry_id, verdict, domain_is_bad=_is_bad(domain), by=SYSTEM)


@job(queue="mail")
def tell_created(lead_id: int) -> None:
    """Staff where nobody works on it, and a word of thanks to who asked. Safe to run twice."""
    tell_owner(lead_id, None, by=SYSTEM)
    tell_visitor(lead_id, by=SYSTEM)


@job(queue="mail")
def tell_assigned(lead_id: int, owner_id: int) -> None:
    """Whoever works on it from now on. Safe to run twice."""
    tell_owner(lead_id, owner_id, by=SYSTEM)


def _verdict(kind: CaptchaKind, token: str, secret: str, hostnames: frozenset[str], came_at: dt.datetime) -> Verdict:
    """Without a token nobody is asked: a browser without script has none, and a person looks at it."""
    if not token:
        return Verdict.REFUSED
    answer: CaptchaAnswer | None
    asked_at = clock.now()
    try:
        answer = use(Captcha, kind=kind).answer(secret=secret, token=token)
    except Trouble as down:
        log.warning("captcha not asked", reason=down.reason)
        answer = None
    if answer is not None and answer.errors & OUR_FAULTS:
        log.error("the captcha does not accept our secret", codes=sorted(answer.errors))
    return judge_captcha(answer, scored=kind is CaptchaKind.RECAPTCHA_V3, hostnames=hostnames, came_at=came_at, asked_at=asked_at)


def _is_bad(domain: str) -> bool:
    return bool(domain) and (is_throwaway(domain) or use(Domains).takes_mail(domain) is False)
