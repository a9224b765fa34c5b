"""Access: what licenses give is brought about in each system, one account a job (A1, A3)."""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.carry import Begun, begin_access, finish_access, stop_access
from app.actions.access.gather_groups import gather_groups
from app.actions.access.settle import settle_access
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.rests import require_awake
from app.models import Access
from app.models.vendor_rest import FarSide
from app.queries.access_people import everybody, people_of_license, people_of_membership, people_of_organisation
from app.rules.access import System
from jobs import job

SYSTEMS = {
    System.WIFI: "jobs.access_wifi.bring_about",
    System.PRINTING: "jobs.access_printing.bring_about",
    System.DOORS: "jobs.access_doors.bring_about",
}
FAR_SIDES = {System.PRINTING: FarSide.PAPERCUT, System.DOORS: FarSide.SALTO}  # the WiFi's tables are ours
LOOK_AGAIN = 10  # seconds until an unknown outcome is looked up


@job(queue="access", timeout=90)
def converge(access_id: int) -> None:
    """Make one system hold what one person should have. Safe to run twice: each system is looked at before it is told."""
    _require_awake(access_id)
    begun = begin_access(access_id, by=SYSTEM)
    if begun is None:
        return
    bring_about: Callable[[Begun], None] = resolve_name(SYSTEMS[begun.system])
    try:
        bring_about(begun)
    except Retry as later:
        stop_access(begun, "wait", later.reason, by=SYSTEM)
        raise
    except Unknown as lost:
        stop_access(begun, "wait", lost.reason, by=SYSTEM)
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    except GiveUp as no:
        stop_access(begun, "fail", no.reason, by=SYSTEM)
    else:
        finish_access(begun, by=SYSTEM)


def _require_awake(access_id: int) -> None:
    """Before it is written down that the system is told. Raises NotYet while it rests."""
    system = db.session.scalar(select(Access.system).where(Access.id == access_id))
    db.session.rollback()
    if system in FAR_SIDES:
        require_awake(FAR_SIDES[system])


@job(queue="access", timeout=60)
def settle_license(license_id: int, user_id: int | None = None, **_more: object) -> None:
    settle_access(people_of_license(db.session(), license_id, user_id), by=SYSTEM)


@job(queue="access", timeout=60)
def settle_person(user_id: int) -> None:
    settle_access([user_id], by=SYSTEM)


@job(queue="access", timeout=120)
def settle_organisation(organisation_id: int, **_more: object) -> None:
    settle_access(people_of_organisation(db.session(), organisation_id), by=SYSTEM)


@job(queue="access", timeout=300)
def settle_membership(membership_id: int) -> None:
    gather_groups(by=SYSTEM)
    settle_access(people_of_membership(db.session(), membership_id), by=SYSTEM)


@job(queue="access", timeout=600)
def settle_all() -> str:
    """Everybody: after an import, and each hour because licenses begin and end with the days of their locations."""
    gather_groups(by=SYSTEM)
    changed = sum(settle_access(ids, by=SYSTEM) for ids in everybody(db.session()))
    return _("%(count)d to be changed.", count=changed)
