"""How each system that Foyer talks to stands: when it last answered, when it last did not, and whether it is left in peace for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import (
    Delivery,
    Enquiry,
    LeadForm,
    MailArchive,
    PaymentAttempt,
    PaymentReceipt,
    Peer,
    Schedule,
    SystemLook,
    VendorRest,
    XeroConnection,
    XeroReading,
)
from app.models.delivery import DeliveryState
from app.models.lead_form import CaptchaKind
from app.models.payment_attempt import AttemptState
from app.models.schedule import Outcome
from app.models.xero_connection import XeroState
from app.queries.access_absent import absent
from app.queries.health.queues import failing
from app.queries.kept_files import storage
from app.rules.access import System
from app.rules.lead_captcha import Verdict

PATIENCE = dt.timedelta(minutes=15)
ANSWERED = (Verdict.PASSED, Verdict.DOUBTFUL, Verdict.FAILED, Verdict.REFUSED)


@dataclass(frozen=True, slots=True)
class Vendor:
    """`trouble` is what stands now, empty where all is well; `is_lost` takes a person; `rests_until`: nobody asks before, as it wished or as it failed."""

    name: str
    answered_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    trouble: str = ""
    since: dt.datetime | None = None
    rests_until: dt.datetime | None = None
    is_lost: bool = False

    @property
    def is_red(self) -> bool:
        """Lost, or without an answer for a quarter of an hour."""
        return self.is_lost or bool(self.trouble and self.since is not None and self.since < now() - PATIENCE)


def vendors(session: Session) -> list[Vendor]:
    """In the order of the page; a few small queries, none of which reads what is long done."""
    resting = {row.vendor.value: row for row in session.scalars(select(VendorRest).where(VendorRest.rests_until > now()))}
    asked_by_many = [*_xero(session), _payfast(session), *_systems(session), _mail(session)]
    return [
        *(_at_rest(each, resting) for each in asked_by_many),
        *_bounces(session),
        *_captcha(session),
        *_archive(session),
        *_storage(session),
        *_peers(session),
    ]


def _at_rest(each: Vendor, resting: Mapping[str, VendorRest]) -> Vendor:
    """As all workers leave it alone, whichever of its accounts it is."""
    row = resting.get(each.name.partition(",")[0])
    if row is None or row.rests_until is None:
        return each
    until = row.rests_until if each.rests_until is None else max(each.rests_until, row.rests_until)
    return replace(each, rests_until=until, trouble=each.trouble or row.trouble)


def _xero(session: Session) -> list[Vendor]:
    read = dict(
        session.execute(
            select(XeroReading.xero_connection_id, func.max(XeroReading.read_at)).group_by(XeroReading.xero_connection_id)
        ).all()
    )
    found = []
    for each in session.scalars(select(XeroConnection).order_by(XeroConnection.id)):
        is_lost = each.state is XeroState.RECONNECT
        rests = each.rests_until if each.rests_until is not None and each.rests_until > now() else None
        jobs = failing(session, "xero", answered_at=read.get(each.id))
        found.append(Vendor(f"Xero, {each.name}", read.get(each.id), jobs.until, jobs.reason, jobs.since, rests, is_lost))
    return found


def _payfast(session: Session) -> Vendor:
    decided = (
        select(PaymentAttempt.decided_at)
        .where(PaymentAttempt.state.in_((AttemptState.TAKEN, AttemptState.DECLINED)))
        .order_by(PaymentAttempt.id.desc())
        .limit(1)
    )
    told = select(PaymentReceipt.received_at).order_by(PaymentReceipt.id.desc()).limit(1)
    lost = session.scalar(select(func.min(PaymentAttempt.asked_at)).where(PaymentAttempt.state == AttemptState.LOST))
    answered_at = max((each for each in (session.scalar(decided), session.scalar(told)) if each is not None), default=None)
    jobs = failing(session, "money", answered_at=answered_at)
    return Vendor("PayFast", answered_at, jobs.until or lost, jobs.reason, jobs.since)


def _systems(session: Session) -> list[Vendor]:
    """Those that this house has: what was noted of one that was taken out of the settings is no trouble any more."""
    looks = {look.system: look for look in session.scalars(select(SystemLook))}
    names = {System.PRINTING: "PaperCut", System.DOORS: "Salto", System.WIFI: "RADIUS"}
    found, nowhere = [], absent()
    for system, name in names.items():
        if system in nowhere:
            continue
        look = looks.get(system)
        found.append(
            Vendor(name) if look is None else Vendor(name, look.looked_at, look.since if look.trouble else None, look.trouble, look.since)
        )
    return found


def _mail(session: Session) -> Vendor:
    def last(column: Any, *states: DeliveryState) -> Any:
        return session.scalar(select(column).where(Delivery.state.in_(states)).order_by(Delivery.id.desc()).limit(1))

    answered_at = last(Delivery.sent_at, DeliveryState.SENT)
    jobs = failing(session, "mail", answered_at=answered_at)
    return Vendor("mail", answered_at, jobs.until or _last_refused(session), jobs.reason, jobs.since)


def _last_refused(session: Session) -> dt.datetime | None:
    """What came back was taken first, and what went to an address that gets no mail was never tried."""
    at_the_server = (
        Delivery.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN)),
        Delivery.bounced_at.is_(None),
        Delivery.started_at.is_not(None),
    )
    return session.scalar(select(Delivery.started_at).where(*at_the_server).order_by(Delivery.id.desc()).limit(1))


def _bounces(session: Session) -> list[Vendor]:
    """As the task that reads there found it; its own failing is what turns the page red."""
    row = session.scalars(select(Schedule).where(Schedule.task == "bounces")).one_or_none()
    if not current_app.extensions["settings"].bounce_address or row is None:
        return []
    if row.last_outcome is Outcome.FAILED:
        return [Vendor("bounces", failed_at=row.last_finished_at, trouble=row.last_result)]
    return [Vendor("bounces", row.last_finished_at)]


def _captcha(session: Session) -> list[Vendor]:
    """Only where a form asks one. What could not be asked waits in the quarantine, so nothing is lost by it."""
    if session.scalar(select(LeadForm.id).where(LeadForm.captcha != CaptchaKind.NONE).limit(1)) is None:
        return []

    def last(criterion: Any) -> dt.datetime | None:
        return session.scalar(
            select(Enquiry.judged_at).where(Enquiry.judged_at.is_not(None), criterion).order_by(Enquiry.id.desc()).limit(1)
        )

    return [Vendor("captcha", last(Enquiry.verdict.in_(ANSWERED)), last(Enquiry.verdict == Verdict.UNVERIFIED))]


def _archive(session: Session) -> list[Vendor]:
    found = session.scalars(select(MailArchive)).all()
    return [
        Vendor("archive", trouble=each.trouble, rests_until=each.rests_until if each.rests_until and each.rests_until > now() else None)
        for each in found
    ]


def _storage(session: Session) -> list[Vendor]:
    """As the task that moves files there found it; its own failing is what turns the page red."""
    row = session.scalars(select(Schedule).where(Schedule.task == "files")).one_or_none()
    if storage() is None or row is None:
        return []
    if row.last_outcome is Outcome.FAILED:
        return [Vendor("storage", failed_at=row.last_finished_at, trouble=row.last_result)]
    return [Vendor("storage", row.last_finished_at)]


def _peers(session: Session) -> list[Vendor]:
    found = session.scalars(select(Peer).where((Peer.trouble != "") | (Peer.rests_until > now())).order_by(Peer.name))
    return [Vendor(each.name, trouble=each.trouble, rests_until=each.rests_until, is_lost=bool(each.trouble)) for each in found]
