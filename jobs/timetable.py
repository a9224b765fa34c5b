"""Every periodic task on one page. The rows of Schedule hold the truth; what stands here are their first values (T1, T3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pkgutil import resolve_name

import structlog
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.access.actor import SYSTEM
from app.actions.schedules.begin_due import begin_due_slots
from app.actions.schedules.ensure import ScheduleDefault, ensure_schedules
from app.actions.schedules.finish_slot import finish_slot, start_slot
from app.core.clock import now
from app.core.errors import Refused
from app.models.schedule import Frequency, Outcome
from jobs import job
from jobs.context import inside
from jobs.reasons import TooLong, in_words

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class Task:
    """`function` is imported when it runs; it says what it did, in words or not at all.

    One that `goes_outside` asks vendors or writes to people, by itself or by what follows from it: a restore pauses it, because it may have been done since.
    """

    function: str
    frequency: Frequency
    cron: str = ""
    goes_outside: bool = False


TIMETABLE = {
    "health_check": Task("jobs.health.check", Frequency.EVERY_MINUTE),  # its mails are of this house, as it is now
    "xero_tokens": Task("jobs.xero.refresh_tokens", Frequency.EVERY_MINUTE, goes_outside=True),
    "xero_cache": Task("jobs.xero_cache.follow", Frequency.HOURLY, goes_outside=True),
    "access_reconcile": Task("jobs.access_reconcile.sweep", Frequency.HOURLY, goes_outside=True),
    "door_entries": Task("jobs.door_entries.read", Frequency.EVERY_5_MINUTES, goes_outside=True),
    "print_accounts": Task("jobs.print_accounts.read", Frequency.EVERY_MINUTE, goes_outside=True),
    "due_reserves": Task("jobs.wallets.settle", Frequency.EVERY_MINUTE),
    "bookings": Task("jobs.bookings.follow", Frequency.EVERY_MINUTE),
    "unpaid_purchases": Task("jobs.fulfilment.end_unpaid", Frequency.HOURLY, goes_outside=True),
    "quotas": Task("jobs.wallets.quotas", Frequency.EVERY_5_MINUTES),
    "credits_ending": Task("jobs.wallets.warn", Frequency.CRON, "40 6 * * *", goes_outside=True),
    "presence": Task("jobs.presence.follow", Frequency.EVERY_MINUTE),
    "guest_wifi": Task("jobs.guests.remove_wifi", Frequency.HOURLY),
    "charges": Task("jobs.charges.follow", Frequency.EVERY_5_MINUTES, goes_outside=True),
    "papers": Task("jobs.papers.follow", Frequency.HOURLY, goes_outside=True),
    "referrals": Task("jobs.referrals.take_back", Frequency.HOURLY),
    "verify_books": Task("jobs.books.prove", Frequency.CRON, "20 3 * * *"),
    "dunning": Task("jobs.dunning.remind", Frequency.CRON, "30 6 * * *", goes_outside=True),
    "price_escalation": Task("jobs.escalations.follow", Frequency.CRON, "50 4 * * *", goes_outside=True),
    "discount_expiry": Task("jobs.discounts.look_ahead", Frequency.CRON, "55 4 * * *"),
    "task_digests": Task("jobs.tasks.remind", Frequency.EVERY_5_MINUTES, goes_outside=True),
    "webhooks": Task("jobs.webhooks.follow", Frequency.EVERY_MINUTE, goes_outside=True),
    "notifications": Task("jobs.notifications.follow", Frequency.EVERY_MINUTE, goes_outside=True),
    "bounces": Task("jobs.bounces.read", Frequency.EVERY_MINUTE, goes_outside=True),
    "retention": Task("jobs.retention.keep_to_terms", Frequency.CRON, "40 2 * * *"),
    "files": Task("jobs.files.follow", Frequency.EVERY_MINUTE, goes_outside=True),  # storage may be that of the house that was lost
    "contacts": Task("jobs.contacts.follow", Frequency.EVERY_5_MINUTES),
    "leads_cool": Task("jobs.contacts.cool", Frequency.CRON, "10 5 * * *"),
    "organisations_follow": Task("jobs.organisations.follow", Frequency.HOURLY, goes_outside=True),
    "tickets": Task("jobs.tickets.close_old", Frequency.CRON, "50 2 * * *"),
    "visits": Task("jobs.visits.follow", Frequency.HOURLY),
    "report_mails": Task("jobs.reports.send", Frequency.CRON, "0 6 * * *", goes_outside=True),
    "revenue": Task("jobs.revenue.follow", Frequency.HOURLY),
}
SOON = dt.timedelta(hours=2)  # when the next slot comes by then, it is the second try


def defaults() -> list[ScheduleDefault]:
    """For ensure_schedules, which every migration calls."""
    return [ScheduleDefault(name, task.frequency, task.cron) for name, task in TIMETABLE.items()]


def tick() -> None:
    """What the clock calls each minute. Late, doubled or lost ticks do no harm: the rows know what is due."""
    with inside():
        try:
            ensure_schedules(defaults(), by=SYSTEM)  # an upgrade may have brought a task
            begun = begin_due_slots(list(TIMETABLE), by=SYSTEM)
        except (OperationalError, Refused) as reason:  # no database, or another tick was ahead: the next one comes in a minute
            log.warning("no tick", reason=in_words(reason))
        else:
            log.info("tick", begun=len(begun))


@job(queue="low", timeout=900)
def run_slot(slot_id: int, task: str) -> None:
    """Run a task for one of its slots and write down how it went."""
    start_slot(slot_id, by=SYSTEM)
    try:
        result = resolve_name(TIMETABLE[task].function)() or _("Done.")
    except (Exception, TooLong) as failure:
        schedule = finish_slot(slot_id, _("Failed: %(reason)s", reason=in_words(failure)), outcome=Outcome.FAILED, by=SYSTEM)
        if schedule.next_due_at is None or schedule.next_due_at > now() + SOON:
            raise
        log.exception("task failed", task=task)
    else:
        finish_slot(slot_id, result, by=SYSTEM)
