"""What makes Foyer red: each trouble with a key that stays the same as long as it is the same, and in words (T3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.models import Webhook
from app.models.webhook import WebhookStatus
from app.queries.health.queues import Failure, Queue, parked
from app.queries.health.schedules import failing, paused_by_restore
from app.queries.health.stuck import Stuck, stuck
from app.queries.health.undecided import newest, undecided
from app.queries.health.valkey import Valkey
from app.queries.health.vendors import Vendor, vendors
from app.queries.mail_texts.chosen import broken
from app.queries.mail_texts.titles import title_of

NEWEST, LONGEST = 3, 120


class Trouble(NamedTuple):
    """`at` is when the last of it came: one key may stand for many things, and what came after it was told is news."""

    key: str
    words: str
    at: dt.datetime | None = None


def troubles(session: Session, *, asked: list[Vendor] | None = None) -> list[Trouble]:
    """Of the whole network; empty when all is well. `asked` are the vendors, where somebody has just read them."""
    return [
        *of_jobs(stuck(), parked(session)),
        *of_schedules(session),
        *of_webhooks(session),
        *of_vendors(vendors(session) if asked is None else asked),
        *of_mails(session),
        *of_money(session),
    ]


def of_jobs(found: Stuck, gave_up: list[Failure]) -> list[Trouble]:
    """`gave_up` are the parked ones by kind and reason, the latest first."""
    said = []
    if found.jobs:
        said.append(
            Trouble(
                "stuck",
                ngettext("%(num)d job has waited for more than an hour.", "%(num)d jobs have waited for more than an hour.", found.jobs),
            )
        )
    if found.parked:
        text = ngettext("%(num)d job is parked.", "%(num)d jobs are parked.", found.parked)
        newest = "; ".join(f"{each.job.removeprefix('jobs.')}: {each.reason}".removesuffix(": ")[:LONGEST] for each in gave_up[:NEWEST])
        said.append(
            Trouble(
                "parked",
                " ".join((text, _("The newest: %(jobs)s", jobs=newest))),
                max((each.until for each in gave_up if each.until), default=None),
            )
        )
    if found.locked_invoices:
        text = ngettext(
            "%(num)d invoice has been locked for more than an hour.",
            "%(num)d invoices have been locked for more than an hour.",
            found.locked_invoices,
        )
        said.append(Trouble("locked", text))
    return said


def of_workers(store: Valkey, found: list[Queue]) -> list[Trouble]:
    """Nobody is there to do jobs, or those of a queue in which some are due; nothing where Valkey, which knows the workers, does not answer."""
    if store.trouble:
        return []
    if not store.workers:
        return [Trouble("workers", _("No worker is alive: no job is done."))]
    served = {name for worker in store.workers for name in worker.queues}
    return [
        Trouble(
            f"queue:{each.name}",
            ngettext(
                "No worker takes jobs of the queue “%(queue)s”: %(num)d waits.",
                "No worker takes jobs of the queue “%(queue)s”: %(num)d wait.",
                each.waiting,
                queue=each.name,
            ),
        )
        for each in found
        if each.waiting and each.name not in served
    ]


def of_schedules(session: Session) -> list[Trouble]:
    said = [
        Trouble(f"schedule:{row.task}", _("The schedule “%(task)s”: %(result)s", task=str(row), result=row.last_result))
        for row in failing(session)
    ]
    if paused := paused_by_restore(session):
        text = ngettext(
            "%(num)d schedule is paused since the restore of a backup: look, and then resume it.",
            "%(num)d schedules are paused since the restore of a backup: look, and then resume them.",
            len(paused),
        )
        said.append(Trouble("restored", f"{text} {', '.join(str(row) for row in paused)}"))
    return said


def of_webhooks(session: Session) -> list[Trouble]:
    """Those that the house stopped, until a person decides."""
    stopped = session.scalars(select(Webhook).where(Webhook.status == WebhookStatus.STOPPED).order_by(Webhook.id)).all()
    return [
        Trouble(f"webhook:{row.id}", _("The webhook “%(name)s” was stopped: %(reason)s", name=row.description, reason=row.trouble))
        for row in stopped
    ]


def of_vendors(found: list[Vendor]) -> list[Trouble]:
    said = []
    for each in found:
        if each.is_lost and not each.trouble:
            said.append(Trouble(f"vendor:{each.name}", _("%(system)s has to be connected again.", system=each.name)))
        elif each.is_red:
            said.append(
                Trouble(f"vendor:{each.name}", _("%(system)s does not answer: %(reason)s", system=vendor_said(each), reason=each.trouble))
            )
    return said


def of_mails(session: Session) -> list[Trouble]:
    """Texts that staff wrote, and no mail can be written from any more."""
    return [
        Trouble(
            f"mail_text:{row.id}",
            _(
                "A text of the mail “%(mail)s” cannot be used any more, and Foyer's standard text goes out instead: look at it under Set-up, Mails.",
                mail=title_of(row.mail),
            ),
        )
        for row in broken(session)
    ]


def of_money(session: Session) -> list[Trouble]:
    """What moved money or may have, and only a person can say which (I8, U4)."""
    waits = undecided(session, by=SYSTEM)
    said: dict[str, Callable[[int], str]] = {
        "charges": lambda number: ngettext(
            "%(num)d card charge waits for a decision: nobody knows whether it was taken.",
            "%(num)d card charges wait for a decision: nobody knows whether they were taken.",
            number,
        ),
        "refunds": lambda number: ngettext(
            "%(num)d refund waits for a decision: nobody knows whether it was paid.",
            "%(num)d refunds wait for a decision: nobody knows whether they were paid.",
            number,
        ),
        "fulfilments": lambda number: ngettext(
            "%(num)d purchase waits for a decision: it was not delivered.",
            "%(num)d purchases wait for a decision: they were not delivered.",
            number,
        ),
    }
    return [Trouble(f"undecided:{kind}", words(waits[kind]), newest(session, kind)) for kind, words in said.items() if waits[kind]]


def vendor_said(each: Vendor) -> str:
    """As people call it."""
    return {
        "mail": _("The mail server"),
        "captcha": _("The captcha"),
        "archive": _("The mail archive"),
        "bounces": _("The mailbox of bounces"),
        "storage": _("The storage of files"),
    }.get(each.name, each.name)
